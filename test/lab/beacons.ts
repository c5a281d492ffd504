import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** One beacon of a guest's measured work (tools/guest/workload.c), with the time at which it arrived here. */
export interface Beacon {
  readonly number: number;
  readonly arrivedMs: number;
  readonly dirtiedBytes: number;
  readonly pagesChecked: number;
  readonly pagesWrong: number;
  readonly blocksWritten: number;
  readonly blocksChecked: number;
  readonly blocksWrong: number;
}

export interface Gap {
  readonly ms: number;
  /** When it began, by the observer's monotonic clock. */
  readonly fromMs: number;
}

const mark = "NVB1";
const length = 72;
/** Half an hour of one guest at 200 a second; the oldest go first. */
const keptMax = 400_000;

/** Stands outside the guests and writes down when each of their beacons arrives. */
export class BeaconObserver {
  readonly #socket: Socket = createSocket({ type: "udp4", reuseAddr: false });
  readonly #kept = new Map<number, Beacon[]>();

  /** Resolves with the port. The clock is `performance.now()`, in milliseconds. */
  async start(address: string): Promise<number> {
    this.#socket.on("message", (message) => this.#take(message, performance.now()));
    this.#socket.bind(0, address);
    await once(this.#socket, "listening");
    return this.#socket.address().port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  of(id: number): readonly Beacon[] {
    return this.#kept.get(id) ?? [];
  }

  last(id: number): Beacon | null {
    return this.of(id).at(-1) ?? null;
  }

  forget(id: number): void {
    this.#kept.delete(id);
  }

  #take(message: Buffer, arrivedMs: number): void {
    if (message.length !== length || message.toString("latin1", 0, 4) !== mark) return;
    const value = (index: number): number => Number(message.readBigUInt64LE(8 + index * 8));
    const id = message.readUInt32LE(4);
    const list = this.#kept.get(id) ?? [];
    this.#kept.set(id, list);
    if (list.length >= keptMax) list.splice(0, keptMax / 10);
    list.push({
      number: value(0),
      arrivedMs,
      dirtiedBytes: value(2),
      pagesChecked: value(3),
      pagesWrong: value(4),
      blocksWritten: value(5),
      blocksChecked: value(6),
      blocksWrong: value(7),
    });
  }
}

/** The longest silence between two beacons that arrived one after the other, from `fromMs` to `toMs`. */
export function longestGap(beacons: readonly Beacon[], fromMs: number, toMs: number): Gap {
  let longest: Gap = { ms: 0, fromMs };
  let before: number | null = null;
  for (const { arrivedMs } of beacons) {
    if (before !== null && arrivedMs >= fromMs && before <= toMs) {
      const ms = arrivedMs - before;
      if (ms > longest.ms) longest = { ms, fromMs: before };
    }
    before = arrivedMs;
  }
  return longest;
}

/** The gap that only the given share of all gaps is longer than: 0.001 for the p99.9. */
export function gapQuantile(beacons: readonly Beacon[], longerShare: number): number {
  const gaps: number[] = [];
  for (let at = 1; at < beacons.length; at += 1) {
    gaps.push((beacons[at]?.arrivedMs ?? 0) - (beacons[at - 1]?.arrivedMs ?? 0));
  }
  gaps.sort((a, b) => a - b);
  const index = Math.ceil(gaps.length * (1 - longerShare)) - 1;
  return gaps[Math.max(0, index)] ?? Number.POSITIVE_INFINITY;
}

/** Beacons that never came, and numbers that came twice: a second copy of a guest would send the same ones. */
export function countNumbers(beacons: readonly Beacon[]): {
  readonly missing: number;
  readonly repeated: number;
} {
  const numbers = new Set(beacons.map((one) => one.number));
  const first = beacons[0]?.number ?? 0;
  const last = Math.max(first, ...[...numbers].slice(-1_000));
  const inOrder = beacons.length === 0 ? 0 : last - first + 1;
  return { missing: inOrder - numbers.size, repeated: beacons.length - numbers.size };
}
