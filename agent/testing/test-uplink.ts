import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Batch } from "@novacron/protocol/messages/batch";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import type { RefusalReason } from "@novacron/protocol/messages/parse";
import type { HostReport } from "@novacron/protocol/messages/report";
import {
  type PayloadOf,
  type TopicName,
  topicFor,
  topics,
} from "@novacron/protocol/messages/topics";
import type { DownlinkMessage, Uplink, UplinkListener, UplinkTopic } from "../ports/uplink.ts";
import { proofOf } from "./test-signing.ts";

/** A bus in memory that keeps what was published, after holding it against the topic table. */
export class TestUplink implements Uplink {
  readonly batches: Batch[] = [];
  readonly reports: HostReport[] = [];
  readonly commandEvents: CommandEvent[] = [];
  /** Called for each batch, before PUBACK; where an acknowledgement may be given. */
  onBatch: ((batch: Batch) => void) | null = null;
  #listener: UplinkListener | null = null;
  #isConnected = false;

  listen(listener: UplinkListener): void {
    this.#listener = listener;
  }

  async start(): Promise<void> {}

  async stop(): Promise<void> {
    this.#isConnected = false;
  }

  isConnected(): boolean {
    return this.#isConnected;
  }

  connect(): void {
    this.#isConnected = true;
    this.#listener?.connected();
  }

  disconnect(): void {
    this.#isConnected = false;
    this.#listener?.disconnected("test");
  }

  /** Signed by the control plane where no other proof is given. */
  send<T extends DownlinkMessage["topic"]>(
    message: { readonly topic: T; readonly payload: PayloadOf<T> },
    proof = proofOf(topicOf(message), message.payload),
  ): void {
    this.#listener?.message({ ...message, proof } as DownlinkMessage);
  }

  /** Something that no agent can read, or that was not signed. */
  refuse(reason: RefusalReason): void {
    this.#listener?.refused(reason, "hostCommand");
  }

  async publish<T extends UplinkTopic>(topic: T, payload: PayloadOf<T>): Promise<void> {
    if (!this.#isConnected) throw new NovaError("BUS_UNAVAILABLE", `publish ${topic}`);
    const parsed = topics[topic].payload.parse(payload);
    if (topic === "hostBatch") {
      this.batches.push(parsed as Batch);
      this.onBatch?.(parsed as Batch);
    } else if (topic === "hostReport") this.reports.push(parsed as HostReport);
    else if (topic === "hostCommandEvent") this.commandEvents.push(parsed as CommandEvent);
  }

  refused(): number {
    return 0;
  }
}

function topicOf({ topic, payload }: { readonly topic: TopicName; readonly payload: object }) {
  return topicFor(topic, "host" in payload ? { host: payload.host as HostId } : {});
}
