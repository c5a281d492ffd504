import type { HostId } from "@novacron/protocol/domain/ids";
import type { TunnelTicket } from "@novacron/protocol/domain/ticket";

/** One end of a stream that an agent dialled. Back-pressured in both directions. */
export interface TunnelStream {
  readonly incoming: AsyncIterable<Uint8Array>;
  write(bytes: Uint8Array): Promise<void>;
  close(reason: string): void;
}

/**
 * Streams beside the bus. `expect` makes the ticket good for one dial; the promise resolves when the agent
 * has dialled with it, or rejects TICKET_REFUSED when its time is over or `signal` aborts.
 */
export interface TunnelHub {
  /** `host`: the only one that may dial with it, where that can be told from the connection. */
  expect(ticket: TunnelTicket, signal: AbortSignal, host?: HostId): Promise<TunnelStream>;
  /** Closes every stream of a host, and makes the tickets worthless that it has not used. */
  closeHost(host: HostId, reason: string): void;
  /** Open streams, for the bound and the system page. */
  open(): number;
}
