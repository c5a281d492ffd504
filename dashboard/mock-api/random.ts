/** Repeatable numbers: the same fleet and the same curves at each start, so that screenshots agree. */

/** 32 bits that look random, from a text and a number (FNV-1a with a final mix). */
export function hash(text: string, salt = 0): number {
  let h = 2166136261 ^ salt;
  for (let i = 0; i < text.length; i += 1) {
    h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  }
  h ^= h >>> 15;
  h = Math.imul(h, 2246822507);
  h ^= h >>> 13;
  return h >>> 0;
}

/** In [0, 1). */
export function unit(text: string, salt = 0): number {
  return hash(text, salt) / 4294967296;
}

export function pick<T>(list: readonly T[], text: string, salt = 0): T {
  const chosen = list[hash(text, salt) % list.length];
  if (chosen === undefined) throw new Error("pick from an empty list");
  return chosen;
}

/** A lower-case UUID that depends on the text alone. */
export function uuidOf(text: string): string {
  const hex = [0, 1, 2, 3].map((salt) => hash(text, salt).toString(16).padStart(8, "0")).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** Noise that changes each `stepMs` and glides between, in [-1, 1]. */
export function noise(text: string, at: number, stepMs: number): number {
  const step = Math.floor(at / stepMs);
  const part = at / stepMs - step;
  const smooth = part * part * (3 - 2 * part);
  const from = unit(text, step);
  const to = unit(text, step + 1);
  return (from + (to - from) * smooth) * 2 - 1;
}
