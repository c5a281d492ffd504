import { randomUUID } from "node:crypto";
import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import {
  filterFor,
  matchTopic,
  type PayloadOf,
  type TopicName,
  topicFor,
  topics,
} from "@novacron/protocol/messages/topics";
import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { MessageIntake } from "../../intake/message-intake.ts";
import { SpeakingBus } from "../../intake/speaking-bus.ts";
import { wireText } from "../../intake/wire-text.ts";
import type { AgentLink, AgentLinkListener, Refusal } from "../../ports/agent-link.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Signer } from "../../ports/signer.ts";

export interface ExternalBusOptions {
  /** mqtt:, mqtts:, ws: or wss:, with user and password where the broker wants them. */
  readonly url: string;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: Log;
  /** Left behind with the broker, so that agents see when the control plane is gone; asked at each connect. */
  readonly will?: () => PayloadOf<"controlStatus"> | null;
}

const limits = {
  connectMs: 10_000,
  reconnectMs: 2_000,
  keepaliveSeconds: 30,
  /** Sent and not yet acknowledged by the broker; what is beyond is dropped and counted. */
  outstanding: 20_000,
  /** Longest time the broker is held back while our queues are full. */
  holdMs: 5_000,
} as const;

const upTopics = ["hostStatus", "hostReport", "hostBatch", "hostCommandEvent"] as const;

/**
 * The bus on a broker of the operator's choice. MQTT 3.1.1, as the contract. Who may publish where is the
 * broker's to enforce (docs/operate/mqtt.md has the rules); here the payload must agree with its topic.
 */
export class ExternalBus extends SpeakingBus implements AgentLink {
  readonly #options: ExternalBusOptions;
  readonly #intake: MessageIntake;
  #listener: AgentLinkListener | null = null;
  #client: MqttClient | null = null;
  #outstanding = 0;

  constructor(options: ExternalBusOptions) {
    super(options.signer);
    this.#options = options;
    this.#intake = new MessageIntake(options.clock);
  }

  listen(listener: AgentLinkListener): void {
    this.#listener = listener;
    this.#intake.listen(listener);
  }

  /** Resolves at once: with the broker away the control plane starts all the same and keeps trying. */
  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const client = connect(this.#options.url, { ...this.#connectOptions(), manualConnect: true });
    client.handleMessage = (packet, done) => this.#receive(packet as IPublishPacket, done);
    client.on("connect", () => void this.#subscribe(client));
    client.on("close", () => this.#listener?.disconnected("the broker closed the connection"));
    client.on("reconnect", () => {
      client.options.will = this.#will() ?? client.options.will;
    });
    client.on("error", (cause: Error) => this.#failed(cause));
    this.#client = client;
    client.connect();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.endAsync(true);
  }

  isConnected(): boolean {
    return this.#client?.connected ?? false;
  }

  /** The broker takes certificates by itself; what it was told to refuse, it refuses. */
  async disconnectHost(): Promise<void> {}

  /** The broker's own logins are not ours to end. */
  async disconnectLogin(): Promise<void> {}

  refusals(): readonly Refusal[] {
    return this.#intake.refusals();
  }

  clients(): number | null {
    return null;
  }

  #connectOptions(): IClientOptions {
    const will = this.#will();
    return {
      clientId: `novacron-control-plane-${randomUUID()}`,
      protocolVersion: 4,
      clean: true,
      keepalive: limits.keepaliveSeconds,
      connectTimeout: limits.connectMs,
      reconnectPeriod: limits.reconnectMs,
      reconnectOnConnackError: true,
      queueQoSZero: false,
      resubscribe: false,
      ...(will === null ? {} : { will }),
    };
  }

  #will(): IClientOptions["will"] | null {
    const status = this.#options.will?.() ?? null;
    if (status === null) return null;
    const topic = topicFor("controlStatus");
    return {
      topic,
      payload: Buffer.from(
        wireText("controlStatus", { topic, payload: status }, this.#options.signer),
      ),
      qos: topics.controlStatus.qos,
      retain: topics.controlStatus.retain,
    };
  }

  async #subscribe(client: MqttClient): Promise<void> {
    try {
      const filters = upTopics.map((name) => filterFor(name));
      const granted = await client.subscribeAsync(filters, { qos: 1 });
      const refused = granted.filter(({ qos }) => qos > 2).map(({ topic }) => topic);
      if (refused.length > 0) {
        const details = { filters: refused };
        throw new NovaError("BUS_REFUSED", "follow the agents on the bus", { details });
      }
      this.#listener?.connected();
    } catch (cause) {
      this.#failed(cause);
    }
  }

  /** Called by the client before it acknowledges, one message after another. */
  #receive(packet: IPublishPacket, done: () => void): void {
    const bytes = Buffer.from(packet.payload as Buffer);
    if (bytes.length === 0 && packet.retain) {
      done();
      return;
    }
    const host = matchTopic(packet.topic)?.params.host;
    this.#whenRoom(host, bytes.length, () => {
      this.#intake.offer(packet.topic, bytes, host ?? "unknown");
      done();
    });
  }

  /** One connection carries all hosts, so a held message holds back all that come after it. */
  #whenRoom(host: HostId | undefined, bytes: number, run: () => void): void {
    const fits = () => host === undefined || this.#intake.hasRoom(host, bytes);
    if (fits()) {
      run();
      return;
    }
    let called = false;
    const once = () => {
      if (called) return;
      called = true;
      cancel();
      run();
    };
    const cancel = this.#options.clock.after(limits.holdMs, once);
    const look = () => {
      if (fits()) once();
      else if (!called) this.#intake.whenMoved(look);
    };
    this.#intake.whenMoved(look);
  }

  protected async publish(name: TopicName, topic: string, text: string): Promise<void> {
    const client = this.#client;
    // Nothing here is durable: what must arrive is repeated by the application.
    if (client === null || !client.connected) return;
    if (this.#outstanding >= limits.outstanding) {
      this.#intake.refuse("control-plane", "limit");
      return;
    }
    this.#outstanding += 1;
    try {
      await client.publishAsync(topic, text, {
        qos: topics[name].qos,
        retain: topics[name].retain,
      });
    } catch (error) {
      this.#options.log.debug({ topic, error }, "a message was not taken by the broker");
    } finally {
      this.#outstanding -= 1;
    }
  }

  #failed(cause: unknown): void {
    const { code } = cause as { code?: unknown };
    // CONNACK 4 and 5: the login was refused (MQTT 3.1.1, 3.2.2.3).
    const refused = code === 4 || code === 5 || code === "BUS_REFUSED";
    const error = new NovaError(refused ? "BUS_REFUSED" : "BUS_UNAVAILABLE", "connect to the bus", {
      cause,
    });
    this.#options.log.warn({ error }, "the MQTT broker cannot be used");
    this.#listener?.disconnected(error.message);
  }
}
