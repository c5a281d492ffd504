/** Bounds of one tunnel stream. */
export interface StreamLimits {
  /** Largest frame sent. */
  readonly frameBytes: number;
  /** Largest frame taken: the control plane passes on in one frame what came in several. */
  readonly maxFrameBytes: number;
  /** Bytes that wait on either side before the other is held back. */
  readonly windowBytes: number;
  /** A stream that carries nothing for so long is closed. */
  readonly idleMs: number;
  /** Longest life of a stream, busy or not. */
  readonly lifeMs: number;
  /** A peer that answers no ping for two such spans is gone. */
  readonly pingMs: number;
  /** How long a close waits for what is under way and for the peer's answer. */
  readonly closeMs: number;
}

export const streamLimits: StreamLimits = {
  frameBytes: 64 * 1024,
  maxFrameBytes: 1024 * 1024,
  windowBytes: 256 * 1024,
  idleMs: 30 * 60_000,
  lifeMs: 12 * 3_600_000,
  pingMs: 20_000,
  closeMs: 2_000,
};
