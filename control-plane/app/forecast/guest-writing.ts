import type { MachineId } from "@novacron/protocol/domain/ids";
import type { DirtyRate, MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import type { StoredBatch, StoredBlock } from "@novacron/protocol/messages/batch";
import { BoundedMap } from "../support/bounded-map.ts";
import { type DirtySample, dirtyRateOf } from "./dirty-samples.ts";
import { QuietHours } from "./quiet-hours.ts";

const machinesMax = 50_000;
const samplesMax = 12;

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

  /** Null where there is no sample of the last hours; `fresh` is one of a second, taken just now. */
  dirtyRate(machine: MachineId, now: number, fresh: number | null = null): DirtyRate | null {
    const known = this.#guests.get(machine)?.samples ?? [];
    if (fresh === null) return dirtyRateOf(known, now);
    const sample = { at: now, seconds: 1, bytesPerSecond: fresh, mode: "page-sampling" } as const;
    return dirtyRateOf([...known, sample], now);
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
