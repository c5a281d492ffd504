import type { RefusalReason } from "@novacron/protocol/messages/parse";
import type { Proof } from "@novacron/protocol/messages/proof";
import type { PayloadOf, TopicName } from "@novacron/protocol/messages/topics";

/** Topics an agent may send on and receive. Parameters are always those of its own host. */
export type UplinkTopic = "hostStatus" | "hostReport" | "hostBatch" | "hostCommandEvent";
export type DownlinkMessage = {
  [T in "hostAck" | "hostAssignments" | "hostCommand" | "controlStatus"]: {
    readonly topic: T & TopicName;
    readonly payload: PayloadOf<T>;
    /** Not checked yet. */
    readonly proof: Proof;
  };
}["hostAck" | "hostAssignments" | "hostCommand" | "controlStatus"];

export interface UplinkListener {
  /** Connected and subscribed: everything retained is on its way. */
  connected(): void;
  disconnected(reason: string): void;
  /** Parsed and validated; what was refused is counted by the adapter. */
  message(message: DownlinkMessage): void;
  /** Something came that is no message for this agent; it is counted already. */
  refused(reason: RefusalReason, topic: TopicName | "unknown"): void;
}

/**
 * The agent's way to the control plane. Nothing here is durable: what must not be lost is repeated from the
 * outbox or the journal. Announces `online` at connect and leaves `offline` as the last will.
 */
export interface Uplink {
  listen(listener: UplinkListener): void;
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
  isConnected(): boolean;
  /** Resolves when the broker took it (PUBACK), which frees only the window. Rejects BUS_UNAVAILABLE. */
  publish<T extends UplinkTopic>(topic: T, payload: PayloadOf<T>): Promise<void>;
  /** Messages that were malformed, too large or foreign, since start. */
  refused(): number;
}
