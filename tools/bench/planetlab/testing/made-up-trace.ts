import { samplesPerDay } from "../trace.ts";

/**
 * A day of machines that never lived: each swings around a level of its own with bursts, and some fall
 * silent, which ends them. Whole numbers alone, so that it is the same everywhere.
 */
export function madeUpTrace(machines: number): string {
  let state = 12_345;
  const below = (limit: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  const lines = Array.from({ length: machines }, (_, machine) => {
    const level = 5 + below(45);
    const swing = 1 + below(level);
    const silentFrom = machine % 9 === 4 ? 40 + below(200) : samplesPerDay;
    const samples = Array.from({ length: samplesPerDay }, (__, sample) => {
      if (sample >= silentFrom) return 0;
      const burst = below(12) === 0 ? below(50) : 0;
      return Math.min(100, Math.max(1, level - swing + below(2 * swing) + burst));
    });
    return `vm-${String(machine).padStart(3, "0")},${samples.join(",")}`;
  });
  return `${lines.join("\n")}\n`;
}
