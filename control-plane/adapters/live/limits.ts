export interface LiveLimits {
  readonly clients: number;
  readonly clientsPerPerson: number;
  /** Unsent bytes above which a client gets no more until it has read some: its state is conflated. */
  readonly highWaterBytes: number;
  /** A client that stays above it for so long is cut off. */
  readonly stuckMs: number;
  readonly requestBytes: number;
  /** Requests in one beat. */
  readonly requestsPerBeat: number;
  readonly recordsWaiting: number;
  /** Changes are gathered for so long and then sent together. */
  readonly gatherMs: number;
  readonly beatMs: number;
}

export const liveLimits: LiveLimits = {
  clients: 500,
  clientsPerPerson: 50,
  highWaterBytes: 256 * 1024,
  stuckMs: 60_000,
  requestBytes: 16 * 1024,
  requestsPerBeat: 50,
  recordsWaiting: 200,
  gatherMs: 100,
  beatMs: 5_000,
};
