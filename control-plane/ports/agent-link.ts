import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { PayloadOf } from "@novacron/protocol/messages/topics";

/** What agents send. `sender` was proven by the broker's login, not by the payload. */
export type UpMessage = {
  [T in "hostStatus" | "hostReport" | "hostBatch" | "hostCommandEvent"]: {
    readonly topic: T;
    readonly host: HostId;
    readonly payload: PayloadOf<T>;
    /** Size on the wire, for the queue's bound. */
    readonly bytes: number;
  };
}["hostStatus" | "hostReport" | "hostBatch" | "hostCommandEvent"];

export interface Refusal {
  /** Client or host it came from, as far as the broker knows. */
  readonly sender: string;
  /** `malformed`, `too-large`, `foreign-topic`, `wrong-host`, `unauthenticated`, `queue-full`. */
  readonly reason: string;
  readonly count: number;
  readonly lastAt: number;
}

export interface AgentLinkListener {
  /**
   * Parsed and validated. A promise holds further messages of that host back until it settles, so that the
   * queue stays bounded; what does not fit the queue is dropped and counted (agents repeat it).
   */
  message(message: UpMessage): void | Promise<void>;
  connected(): void;
  disconnected(reason: string): void;
}

/**
 * The control plane's side of the bus: the embedded broker or a client of an external one. Delivery is
 * never trusted: commands are repeated until answered, acks are repeated with the next batch.
 */
export interface AgentLink {
  listen(listener: AgentLinkListener): void;
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
  isConnected(): boolean;
  send<T extends "hostAck" | "hostAssignments" | "hostCommand">(
    topic: T,
    host: HostId,
    payload: PayloadOf<T>,
  ): Promise<void>;
  sendControlStatus(payload: PayloadOf<"controlStatus">): Promise<void>;
  /** For outside tools. A null payload clears the retained fact. */
  sendFact<T extends "fleetMachine" | "fleetHost" | "fleetOperation" | "fleetRecord">(
    topic: T,
    params: {
      readonly machine?: MachineId;
      readonly host?: HostId;
      readonly operation?: OperationId;
    },
    payload: PayloadOf<T> | null,
  ): Promise<void>;
  /** A login was removed or changed: its connections end at once. Nothing to do on an external broker. */
  disconnectLogin(name: string): Promise<void>;
  /** A host's identity ended: its connections by certificate end at once. */
  disconnectHost(host: HostId): Promise<void>;
  refusals(): readonly Refusal[];
  clients(): number | null;
}
