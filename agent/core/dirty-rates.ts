import type { MachineId } from "@novacron/protocol/domain/ids";
import type { SampleOf } from "@novacron/protocol/metrics/targets";
import type { Clock } from "../ports/clock.ts";
import type { FullHypervisor } from "../ports/hypervisor.ts";
import type { Log } from "../ports/log.ts";

/** How often one machine is sampled, and for how long: twice shortly, then once long enough to level off. */
const everyMs = 600_000;
/** A guest that boots writes like no other time: its first sample waits for that to be over. */
const settledAfterMs = 60_000;
const lengths = [1, 1, 8] as const;

/** Between two samples of a host, as long as so many machines have their turns in time. */
const restMs = 20_000;

/** When a machine was sampled last, and how many times in all. */
export interface DirtyTurn {
  readonly atMs: number;
  readonly count: number;
}

/**
 * The machine whose sample is most overdue, with the length of it; null where none is due. A sample costs as much as
 * some ticks, so that an agent that has just started takes its time over all the machines that it finds.
 */
export function dueSample(
  turns: ReadonlyMap<MachineId, DirtyTurn>,
  running: readonly MachineId[],
  nowMs: number,
): { readonly id: MachineId; readonly seconds: number } | null {
  const newestMs = Math.max(...[...turns.values()].map(({ atMs }) => atMs));
  if (nowMs - newestMs < Math.min(restMs, (0.75 * everyMs) / running.length)) return null;
  let due: { readonly id: MachineId; readonly atMs: number; readonly count: number } | null = null;
  for (const id of running) {
    const { atMs, count } = turns.get(id) ?? { atMs: Number.NEGATIVE_INFINITY, count: 0 };
    if (nowMs - atMs >= everyMs && (due === null || atMs < due.atMs)) due = { id, atMs, count };
  }
  return due === null ? null : { id: due.id, seconds: lengths[due.count % lengths.length]! };
}

interface DirtyRatePorts {
  readonly hypervisor: Pick<FullHypervisor, "sampleDirtyRate">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Samples the dirty-page rates of a host's machines in turn, never two at once, and keeps each until it is sent. */
export class DirtyRates {
  readonly #ports: DirtyRatePorts;
  readonly #turns = new Map<MachineId, DirtyTurn>();
  readonly #taken = new Map<MachineId, SampleOf<"machine">>();
  #isBusy = false;

  constructor(ports: DirtyRatePorts) {
    this.#ports = ports;
  }

  /** Told at each tick which machines run. */
  tick(running: readonly MachineId[]): void {
    this.#forgetOthers(running);
    const nowMs = this.#ports.clock.monotonicMs();
    for (const id of running) {
      if (!this.#turns.has(id)) {
        this.#turns.set(id, { atMs: nowMs - everyMs + settledAfterMs, count: 0 });
      }
    }
    const due = dueSample(this.#turns, running, nowMs);
    if (due !== null && !this.#isBusy) void this.#sample(due.id, due.seconds);
  }

  /** What was sampled since the last tick; once. */
  take(id: MachineId): SampleOf<"machine"> {
    const values = this.#taken.get(id) ?? {};
    this.#taken.delete(id);
    return values;
  }

  async #sample(id: MachineId, seconds: number): Promise<void> {
    const { hypervisor, clock, log } = this.#ports;
    const count = (this.#turns.get(id)?.count ?? 0) + 1;
    // One that cannot be sampled has had its turn, too.
    this.#turns.set(id, { atMs: clock.monotonicMs(), count });
    this.#isBusy = true;
    try {
      const reading = await hypervisor.sampleDirtyRate?.(id, seconds);
      if (reading === undefined || !this.#turns.has(id)) return;
      const dirtyBytesPerSecond = reading.bytesPerSecond;
      this.#taken.set(id, { dirtyBytesPerSecond, dirtySampleMs: seconds * 1_000 });
    } catch (error) {
      log.debug({ error, machine: id }, "the dirty-page rate could not be sampled");
    } finally {
      this.#isBusy = false;
    }
  }

  #forgetOthers(running: readonly MachineId[]): void {
    const still = new Set(running);
    for (const id of this.#turns.keys()) {
      if (still.has(id)) continue;
      this.#turns.delete(id);
      this.#taken.delete(id);
    }
  }
}
