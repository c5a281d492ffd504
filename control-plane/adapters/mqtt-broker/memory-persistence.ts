import { Readable } from "node:stream";
import { NovaError } from "@novacron/protocol/errors/nova-error";

interface RetainedPacket {
  readonly topic: string;
  readonly payload: Buffer;
}

/**
 * What aedes asks of a persistence, in memory and without queues for absent clients: every session here is
 * a clean one, and the contract repeats what must not be lost. Retained messages need no disk: agents
 * repeat theirs at each connect, the control plane its facts at each start. Their number is bounded by the
 * topic table: one for each host and machine.
 *
 * Retained messages are found by topic, not by scanning: a thousand agents that connect at once each ask
 * for a few exact topics among tens of thousands.
 */
export class MemoryPersistence {
  readonly #retained = new Map<string, RetainedPacket>();
  readonly #wills = new Map<string, object>();

  retainedCount(): number {
    return this.#retained.size;
  }

  async setup(): Promise<void> {}
  async destroy(): Promise<void> {}

  async storeRetained(packet: RetainedPacket): Promise<void> {
    if (packet.payload.length === 0) this.#retained.delete(packet.topic);
    else this.#retained.set(packet.topic, { ...packet });
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#matching(filters));
  }

  *#matching(filters: readonly string[]): Generator<RetainedPacket> {
    const sent = new Set<string>();
    for (const filter of filters) {
      for (const packet of this.#matchingOne(filter)) {
        if (sent.has(packet.topic)) continue;
        sent.add(packet.topic);
        yield packet;
      }
    }
  }

  *#matchingOne(filter: string): Generator<RetainedPacket> {
    if (!/[+#]/.test(filter)) {
      const packet = this.#retained.get(filter);
      if (packet !== undefined) yield packet;
      return;
    }
    const segments = filter.split("/");
    for (const [topic, packet] of this.#retained) {
      if (matches(segments, topic.split("/"))) yield packet;
    }
  }

  async addSubscriptions(): Promise<void> {}
  async removeSubscriptions(): Promise<void> {}
  async cleanSubscriptions(): Promise<void> {}
  async subscriptionsByClient(): Promise<readonly never[]> {
    return [];
  }
  async subscriptionsByTopic(): Promise<readonly never[]> {
    return [];
  }

  async outgoingEnqueue(): Promise<void> {}
  async outgoingEnqueueCombi(): Promise<void> {}
  async outgoingUpdate(): Promise<void> {}
  async outgoingClearMessageId(): Promise<undefined> {
    return undefined;
  }
  outgoingStream(): Readable {
    return Readable.from([]);
  }

  /** QoS 2 is refused before it comes here. */
  async incomingStorePacket(): Promise<void> {}
  async incomingGetPacket(): Promise<never> {
    throw new NovaError("NOT_FOUND", "find a packet of QoS 2");
  }
  async incomingDelPacket(): Promise<never> {
    throw new NovaError("NOT_FOUND", "find a packet of QoS 2");
  }
  async cleanIncoming(): Promise<void> {}

  async putWill(client: { readonly id: string }, packet: object): Promise<void> {
    this.#wills.set(client.id, packet);
  }
  async getWill(client: { readonly id: string }): Promise<object | undefined> {
    return this.#wills.get(client.id);
  }
  async delWill(client: { readonly id: string }): Promise<object | undefined> {
    const will = this.#wills.get(client.id);
    this.#wills.delete(client.id);
    return will;
  }
  /** Wills of brokers that died: there is only this one. */
  streamWill(): Readable {
    return Readable.from([]);
  }
}

/** MQTT 3.1.1, section 4.7: `+` is one level, `#` all that follow including none. */
function matches(filter: readonly string[], topic: readonly string[]): boolean {
  for (const [index, segment] of filter.entries()) {
    if (segment === "#") return true;
    if (index >= topic.length) return false;
    if (segment !== "+" && segment !== topic[index]) return false;
  }
  return filter.length === topic.length;
}
