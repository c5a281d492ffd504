import { fieldNames, targetOf } from "@novacron/protocol/metrics/targets";

/** The 25 metrics of a machine that the benchmark stores. */
export const metricNames: readonly string[] = fieldNames("machine").slice(0, 25);

const decimalsByUnit: Readonly<Record<string, number>> = { cores: 4, perSecond: 2, ms: 3 };
const factors = metricNames.map((name) => {
  const unit = targetOf("machine").fields[name]?.unit ?? "count";
  return 10 ** (decimalsByUnit[unit] ?? 0);
});

/** An hour of five-second ticks: longer than what a store packs together, so nothing repeats within it. */
export const ticks = 720;
export const machinesPerHost = 30;

/**
 * Values of each kind of machine at each tick, rounded like the agent's. Every other machine idles, as in a
 * fleet: what idles packs well, so the share is said beside the result.
 */
export function makeValues(seed = 1): readonly (readonly Float64Array[])[] {
  const random = generator(seed);
  return Array.from({ length: machinesPerHost }, (_, kind) => {
    const isBusy = kind % 2 === 1;
    const walk = { cpu: isBusy ? 1 : 0.02, memoryPages: 400_000 + kind * 1_000 };
    return Array.from({ length: ticks }, () => tick(walk, isBusy, random));
  });
}

function tick(
  walk: { cpu: number; memoryPages: number },
  isBusy: boolean,
  random: () => number,
): Float64Array {
  walk.cpu = Math.min(4, Math.max(0.005, walk.cpu + (random() - 0.5) * (isBusy ? 0.3 : 0.01)));
  if (random() < (isBusy ? 0.4 : 0.02)) walk.memoryPages += Math.round((random() - 0.5) * 2_000);
  const works = isBusy || random() < 0.05;
  const some = (most: number) => (works ? random() * most : 0);
  const memory = walk.memoryPages * 4_096;
  const [reads, writes] = [some(200), some(120)];
  const [received, sent] = [some(800), some(600)];
  const values = [
    ...[walk.cpu, walk.cpu * 0.8, walk.cpu * 0.2, some(0.05), 4],
    ...[8 * 1024 ** 3, memory, 1, memory + 2 ** 28, 8 * 1024 ** 3 - memory, memory / 3],
    ...[0, 0, some(3), reads * 16_384, writes * 8_192, reads, writes, some(4), some(9)],
    ...[received * 900, sent * 700, received, sent, 0],
  ];
  return Float64Array.from(values, (value, index) => {
    const factor = factors[index] ?? 1;
    return Math.round(value * factor) / factor;
  });
}

/** mulberry32: the same values in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function hostName(host: number): string {
  return `00000000-0000-4000-9000-${host.toString(16).padStart(12, "0")}`;
}

export function machineName(host: number, kind: number): string {
  const number = host * machinesPerHost + kind;
  return `00000000-0000-4000-a000-${number.toString(16).padStart(12, "0")}`;
}
