import type { HostId } from "@novacron/protocol/domain/ids";
import { type PayloadOf, type TopicName, topicFor } from "@novacron/protocol/messages/topics";
import type { AgentLink } from "../ports/agent-link.ts";
import type { Signer } from "../ports/signer.ts";
import { wireText } from "./wire-text.ts";

type Speaking = Pick<AgentLink, "send" | "sendControlStatus" | "sendFact">;

/** What the control plane says, on every bus alike: the topic by the table, the text signed. How it goes out is the bus's own. */
export abstract class SpeakingBus implements Speaking {
  readonly #signer: Signer;

  constructor(signer: Signer) {
    this.#signer = signer;
  }

  abstract isConnected(): boolean;

  /** Hands one text to the broker; never rejects, since what must arrive is repeated by the application. */
  protected abstract publish(name: TopicName, topic: string, text: string): Promise<void>;

  send<T extends "hostAck" | "hostAssignments" | "hostCommand">(
    topic: T,
    host: HostId,
    payload: PayloadOf<T>,
  ): Promise<void> {
    return this.#say(topic, topicFor(topic, { host }), payload);
  }

  sendControlStatus(payload: PayloadOf<"controlStatus">): Promise<void> {
    return this.#say("controlStatus", topicFor("controlStatus"), payload);
  }

  sendFact<T extends "fleetMachine" | "fleetHost" | "fleetOperation" | "fleetRecord">(
    topic: T,
    params: Parameters<AgentLink["sendFact"]>[1],
    payload: PayloadOf<T> | null,
  ): Promise<void> {
    if (payload === null) return this.publish(topic, topicFor(topic, params), "");
    return this.#say(topic, topicFor(topic, params), payload);
  }

  async #say(name: TopicName, topic: string, payload: object): Promise<void> {
    if (!this.isConnected()) return;
    await this.publish(name, topic, wireText(name, { topic, payload }, this.#signer));
  }
}
