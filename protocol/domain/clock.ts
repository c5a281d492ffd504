/** Time as deciding code may know it. The simulation gives a virtual one. */
export interface Clock {
  /** Wall clock, whole milliseconds since 1970 UTC. May jump. */
  now(): number;
  /** Milliseconds that only rise, from an arbitrary start. For durations and pace. */
  monotonicMs(): number;
  /** Calls `run` once after `delayMs`. The returned function cancels it and may be called twice. */
  after(delayMs: number, run: () => void): () => void;
}

/** Randomness and ids as deciding code may have them. */
export interface Ids {
  /** A random lower-case UUID. */
  uuid(): string;
  /** A number in [0, 1), for jitter only. */
  random(): number;
}
