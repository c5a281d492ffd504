/** One day of load: [machine][sample], 0 to 1, a sample each five minutes and the last one twice. */
export type Trace = readonly Float64Array[];

export const samplesPerDay = 288;
export const intervalSeconds = 300;

/** Lines of a name and 288 whole percentages. */
export function readTrace(text: string): Trace {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, index) => {
    const [, ...values] = line.split(",");
    if (values.length !== samplesPerDay) {
      throw new RangeError(`line ${index + 1} has ${values.length} samples, not ${samplesPerDay}`);
    }
    const samples = Float64Array.from(values, (value) => Number(value) / 100);
    if (samples.some((each) => !(each >= 0 && each <= 1))) {
      throw new RangeError(`line ${index + 1} has a sample that is no percentage`);
    }
    return Float64Array.of(...samples, samples[samplesPerDay - 1]!);
  });
}

/** Load at a second of the day, between samples in a straight line. */
export function loadAt(samples: Float64Array, seconds: number): number {
  const at = seconds / intervalSeconds;
  const before = Math.floor(at);
  const first = samples[before]!;
  if (seconds % intervalSeconds === 0) return first;
  const second = samples[Math.ceil(at)]!;
  return first + ((second - first) / intervalSeconds) * (seconds - before * intervalSeconds);
}
