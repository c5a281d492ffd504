/** Bounds of the embedded broker. Each is counted where it is reached. */
export interface BrokerLimits {
  readonly connections: number;
  /** Connections that have not logged in yet, in all and from one address. */
  readonly handshakes: number;
  readonly handshakesPerAddress: number;
  readonly connectTimeoutMs: number;
  /** Of one MQTT packet before and after login; after login the topic table says more. */
  readonly bytesBeforeLogin: number;
  readonly bytesAgent: number;
  readonly bytesIntegration: number;
  readonly subscriptionsPerClient: number;
  /** Unsent bytes of one subscriber above which live messages to it are skipped. */
  readonly unsentBytes: number;
  /** A subscriber whose socket takes nothing for so long is cut off. */
  readonly drainTimeoutMs: number;
  /** Longest time a publisher is held back before its message is dropped. */
  readonly holdMs: number;
}

export const brokerLimits: BrokerLimits = {
  connections: 4_000,
  handshakes: 512,
  handshakesPerAddress: 256,
  connectTimeoutMs: 10_000,
  bytesBeforeLogin: 16 * 1024,
  bytesAgent: 16 * 1024 * 1024 + 1_024,
  bytesIntegration: 64 * 1024,
  subscriptionsPerClient: 64,
  unsentBytes: 256 * 1024,
  drainTimeoutMs: 10_000,
  holdMs: 5_000,
};
