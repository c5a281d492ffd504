import { wireText } from "@novacron/control-plane/intake/wire-text";
import type {
  AgentLink,
  AgentLinkListener,
  Refusal,
} from "@novacron/control-plane/ports/agent-link";
import type { Signer } from "@novacron/control-plane/ports/signer";
import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import {
  matchTopic,
  type PayloadOf,
  type TopicName,
  type TopicParams,
  topicFor,
} from "@novacron/protocol/messages/topics";
import type { BusClient, SimulatedBus } from "./bus.ts";
import type { Emissions } from "./emissions.ts";
import type { NodeClock } from "./node-clock.ts";
import type { Obedience } from "./obedience.ts";

const reconnectMs = 500;
const queuePerHost = 64;

export interface SimAgentLinkParts {
  readonly bus: SimulatedBus;
  readonly clock: NodeClock;
  readonly emissions: Emissions;
  readonly signer: Signer;
  readonly obedience: Obedience;
}

type Queued = Parameters<AgentLinkListener["message"]>[0];

/** The control plane's side of the simulated bus: one message of a host at a time, bounded, as the port says. */
export class SimAgentLink implements AgentLink {
  readonly #bus: SimulatedBus;
  readonly #clock: NodeClock;
  readonly #emissions: Emissions;
  readonly #signer: Signer;
  readonly #obedience: Obedience;
  readonly #queues = new Map<HostId, Queued[]>();
  #listener: AgentLinkListener | null = null;
  #connected = false;
  #stopped = false;

  constructor(parts: SimAgentLinkParts) {
    this.#bus = parts.bus;
    this.#clock = parts.clock;
    this.#emissions = parts.emissions;
    this.#signer = parts.signer;
    this.#obedience = parts.obedience;
  }

  listen(listener: AgentLinkListener): void {
    this.#listener = listener;
  }

  start(): Promise<void> {
    this.#connect();
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.#stopped = true;
    this.#bus.disconnect("control-plane", "stopped", false);
    return Promise.resolve();
  }

  isConnected(): boolean {
    return this.#connected;
  }

  async send<T extends "hostAck" | "hostAssignments" | "hostCommand">(
    topic: T,
    host: HostId,
    payload: PayloadOf<T>,
  ): Promise<void> {
    if (topic === "hostAck") {
      const { boot, upTo } = payload as PayloadOf<"hostAck">;
      this.#emissions.acked(host, boot, upTo);
    }
    if (topic === "hostCommand") {
      const message = payload as PayloadOf<"hostCommand">;
      if (message.type === "do") this.#obedience.sent(message);
    }
    await this.#publish(topic, { host }, payload);
  }

  async sendControlStatus(payload: PayloadOf<"controlStatus">): Promise<void> {
    await this.#publish("controlStatus", {}, payload);
  }

  async sendFact(topic: TopicName, params: TopicParams, payload: object | null): Promise<void> {
    await this.#publish(topic, params, payload);
  }

  disconnectLogin(): Promise<void> {
    return Promise.resolve();
  }

  disconnectHost(): Promise<void> {
    return Promise.resolve();
  }

  refusals(): readonly Refusal[] {
    return [];
  }

  clients(): number | null {
    return null;
  }

  async #publish(name: TopicName, params: TopicParams, payload: object | null): Promise<void> {
    const topic = topicFor(name, params);
    const text = payload === null ? "" : wireText(name, { topic, payload }, this.#signer);
    const taken = await this.#bus.publish("control-plane", topic, text);
    if (!taken) throw new NovaError("BUS_UNAVAILABLE", `send ${name}`);
  }

  #connect(): void {
    if (this.#stopped || this.#connected) return;
    if (!this.#bus.connect(this.#client(), null)) {
      this.#clock.after(reconnectMs, () => this.#connect());
      return;
    }
    this.#connected = true;
    this.#listener?.connected();
  }

  #client(): BusClient {
    return {
      name: "control-plane",
      host: null,
      receives: ["hostStatus", "hostReport", "hostBatch", "hostCommandEvent"],
      deliver: (topic, payload, bytes) => {
        const row = matchTopic(topic);
        if (row?.params.host === undefined || !this.#connected) return;
        this.#enqueue(row.params.host, {
          topic: row.name,
          host: row.params.host,
          payload,
          bytes,
        } as Queued);
      },
      disconnected: (reason) => {
        this.#connected = false;
        this.#queues.clear();
        this.#listener?.disconnected(reason);
        this.#clock.after(reconnectMs, () => this.#connect());
      },
    };
  }

  #enqueue(host: HostId, message: Queued): void {
    const queue = this.#queues.get(host);
    if (queue !== undefined) {
      if (queue.length < queuePerHost) queue.push(message);
      return;
    }
    const fresh = [message];
    this.#queues.set(host, fresh);
    void this.#drain(host, fresh);
  }

  async #drain(host: HostId, queue: Queued[]): Promise<void> {
    for (let message = queue[0]; message !== undefined; message = queue[0]) {
      await this.#listener?.message(message);
      if (this.#queues.get(host) !== queue) return;
      queue.shift();
    }
    this.#queues.delete(host);
  }
}
