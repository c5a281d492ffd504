/** Bounds of what is handed out to anybody: the programs are large and need no login. */
export interface DownloadLimits {
  readonly atOnce: number;
  readonly atOncePerAddress: number;
  /** A download that takes longer is cut off, so that a slow reader cannot keep its place. */
  readonly longestMs: number;
  /** What who finds no place is told to wait. */
  readonly retryAfterMs: number;
}

export const downloadLimits: DownloadLimits = {
  atOnce: 32,
  atOncePerAddress: 4,
  longestMs: 600_000,
  retryAfterMs: 5_000,
};

/** Places for downloads under way. */
export class DownloadSlots {
  readonly #limits: DownloadLimits;
  readonly #taken = new Map<string, number>();
  #count = 0;

  constructor(limits: DownloadLimits) {
    this.#limits = limits;
  }

  /** A function that gives the place back, or null where none is free. */
  take(address: string): (() => void) | null {
    const own = this.#taken.get(address) ?? 0;
    const { atOnce, atOncePerAddress } = this.#limits;
    if (this.#count >= atOnce || own >= atOncePerAddress) return null;
    this.#count += 1;
    this.#taken.set(address, own + 1);
    let isGiven = false;
    return () => {
      if (isGiven) return;
      isGiven = true;
      this.#count -= 1;
      const left = (this.#taken.get(address) ?? 1) - 1;
      if (left === 0) this.#taken.delete(address);
      else this.#taken.set(address, left);
    };
  }
}
