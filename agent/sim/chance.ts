/** Chance that comes from a seed and a label alone, so that it is the same in every run. */
export function hashOf(seed: number, label: string): number {
  let hash = (seed ^ 0x9e3779b9) >>> 0;
  for (let index = 0; index < label.length; index += 1) {
    hash = Math.imul(hash ^ label.charCodeAt(index), 0x85ebca6b);
    hash = ((hash << 13) | (hash >>> 19)) >>> 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A number in [0, 1) for a label. */
export function shareOf(seed: number, label: string): number {
  return hashOf(seed, label) / 2 ** 32;
}

/** One of the choices for a label. */
export function choiceOf<T>(seed: number, label: string, choices: readonly [T, ...T[]]): T {
  return choices[hashOf(seed, label) % choices.length] ?? choices[0];
}

/** A UUID (version 4 form) that a seed and a label always give again. */
export function uuidOf(seed: number, label: string): string {
  const hex = [0, 1, 2, 3]
    .map((part) => hashOf(seed, `${part}/${label}`).toString(16).padStart(8, "0"))
    .join("");
  const variant = "89ab"[hashOf(seed, label) % 4] ?? "8";
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** Smooth noise in [-1, 1] over time: values at whole steps, eased in between. */
export function noiseAt(seed: number, label: string, position: number): number {
  const step = Math.floor(position);
  const part = position - step;
  const eased = part * part * (3 - 2 * part);
  const from = shareOf(seed, `${label}@${step}`);
  const to = shareOf(seed, `${label}@${step + 1}`);
  return (from + (to - from) * eased) * 2 - 1;
}
