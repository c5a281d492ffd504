import type { MachineId } from "@novacron/protocol/domain/ids";
import type { DirtyRate, MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import type { StoredBatch, StoredBlock } from "@novacron/protocol/messages/batch";
import { BoundedMap } from "../support/bounded-map.ts";
import { type DirtySample, dirtyRateOf } from "./dirty-samples.ts";
import { QuietHours } from "./quiet-hours.ts";

const machinesMax = 50_000;
const samplesMax = 12;
/** An agent samples each machine every ten minutes; before a move none is taken where the last is not older than so. */
const freshMs = 15 * 60_000;

interface Guest {
  readonly samples: DirtySample[];
  readonly hours: QuietHours;
}

/** How each guest writes its memory, as the agents sampled it; since this start, and bounded. */
export class GuestWriting {
  readonly #guests = new BoundedMap<MachineId, Guest>(machinesMax);

  /** Samples are rare: most batches carry none, and then not even their column. */
  take(batch: StoredBatch): void {
    for (const block of batch.samples) {
      if (block.target === "machine") this.#takeBlock(batch.at, block);
    }
  }

  learn(machine: MachineId, sample: DirtySample): void {
    const guest = this.#guests.get(machine) ?? { samples: [], hours: new QuietHours() };
    guest.samples.push(sample);
    if (guest.samples.length > samplesMax) guest.samples.shift();
    guest.hours.learn(sample);
    this.#guests.set(machine, guest);
  }

  /** A description of the machine came with a sample of a second. */
  learnDescribed(machine: MachineId, at: number, bytesPerSecond: number): void {
    this.learn(machine, described(at, bytesPerSecond));
  }

  /** Null where there is no sample of the last hours, nor a description that came before this start. */
  dirtyRate(machine: MachineId, now: number, earlier: number | null = null): DirtyRate | null {
    const known = dirtyRateOf(this.#guests.get(machine)?.samples ?? [], now);
    return known ?? (earlier === null ? null : dirtyRateOf([described(now, earlier)], now));
  }

  /** Sampled so lately that a move needs no sample of its own. */
  isFresh(machine: MachineId, now: number): boolean {
    const newest = this.#guests.get(machine)?.samples.at(-1);
    return newest !== undefined && now - newest.at <= freshMs;
  }

  quieter(machine: MachineId, now: number): MoveSubject["quieter"] {
    return this.#guests.get(machine)?.hours.quieter(now) ?? null;
  }

  #takeBlock(at: number, { columns, rows }: StoredBlock): void {
    const rateAt = columns.indexOf("dirtyBytesPerSecond");
    const lengthAt = columns.indexOf("dirtySampleMs");
    if (rateAt < 0 || lengthAt < 0) return;
    for (const row of rows) {
      const [rate, lengthMs] = [row[rateAt], row[lengthAt]];
      if (typeof rate !== "number" || typeof lengthMs !== "number") continue;
      const seconds = lengthMs / 1_000;
      const sample = { at, seconds, bytesPerSecond: rate, mode: "page-sampling" } as const;
      this.learn(row[0] as MachineId, sample);
    }
  }
}

function described(at: number, bytesPerSecond: number): DirtySample {
  return { at, seconds: 1, bytesPerSecond, mode: "page-sampling" };
}
