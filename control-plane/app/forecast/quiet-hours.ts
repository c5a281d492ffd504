import type { MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import type { DirtySample } from "./dirty-samples.ts";

const hourMs = 3_600_000;
const hours = 24;
/** Each new sample of an hour counts for so much of what is remembered of it. */
const gain = 0.2;

/** What one guest writes by the hour of the day (UTC): 24 numbers, of which older samples fade. */
export class QuietHours {
  readonly #rates: (number | null)[] = Array.from({ length: hours }, () => null);

  learn({ at, bytesPerSecond }: Pick<DirtySample, "at" | "bytesPerSecond">): void {
    const hour = hourOf(at);
    const known = this.#rates[hour] ?? null;
    this.#rates[hour] = known === null ? bytesPerSecond : known + gain * (bytesPerSecond - known);
  }

  /** The hour of the next day in which it writes least, where that is less than in this one. */
  quieter(now: number): MoveSubject["quieter"] {
    const present = this.#rates[hourOf(now)] ?? null;
    let best: { at: number; dirtyBytesPerSecond: number } | null = null;
    const start = Math.floor(now / hourMs) * hourMs;
    for (let ahead = 1; ahead < hours; ahead += 1) {
      const at = start + ahead * hourMs;
      const rate = this.#rates[hourOf(at)] ?? null;
      if (rate === null || (present !== null && rate >= present)) continue;
      if (best === null || rate < best.dirtyBytesPerSecond)
        best = { at, dirtyBytesPerSecond: rate };
    }
    return best;
  }
}

function hourOf(at: number): number {
  return Math.floor(at / hourMs) % hours;
}
