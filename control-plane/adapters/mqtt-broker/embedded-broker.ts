import { randomUUID } from "node:crypto";
import type { HostId } from "@novacron/protocol/domain/ids";
import { type TopicName, topics } from "@novacron/protocol/messages/topics";
import { Aedes, type Client, type PublishPacket } from "aedes";
import { MessageIntake } from "../../intake/message-intake.ts";
import { SpeakingBus } from "../../intake/speaking-bus.ts";
import type { AgentLink, AgentLinkListener, Refusal } from "../../ports/agent-link.ts";
import type { BusAccess } from "../../ports/bus-access.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Signer } from "../../ports/signer.ts";
import type { TlsSource } from "../../ports/tls-source.ts";
import { BrokerGate } from "./broker-gate.ts";
import { type BusConnection, BusListener } from "./bus-listener.ts";
import { type BrokerLimits, brokerLimits } from "./limits.ts";
import { MemoryPersistence } from "./memory-persistence.ts";

export interface EmbeddedBrokerOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsSource | null;
  readonly access: BusAccess;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits?: BrokerLimits;
}

/**
 * The bus inside the control plane: aedes behind a listener of ours. It stays in this process and thread:
 * a message then goes from the socket to the application without a copy.
 */
export class EmbeddedBroker extends SpeakingBus implements AgentLink {
  readonly #options: EmbeddedBrokerOptions;
  readonly #intake: MessageIntake;
  readonly #gate: BrokerGate;
  readonly #listener: BusListener;
  #agentLinkListener: AgentLinkListener | null = null;
  #aedes: Aedes | null = null;

  constructor(options: EmbeddedBrokerOptions) {
    super(options.signer);
    const limits = options.limits ?? brokerLimits;
    this.#options = options;
    this.#intake = new MessageIntake(options.clock);
    this.#gate = new BrokerGate({ ...options, limits, intake: this.#intake });
    this.#listener = new BusListener({
      host: options.host,
      port: options.port,
      tls: options.tls ?? null,
      limits,
      connection: (connection) => this.#handle(connection),
      refused: (address, reason) => this.#intake.refuse(address, reason),
    });
  }

  listen(listener: AgentLinkListener): void {
    this.#agentLinkListener = listener;
    this.#intake.listen(listener);
  }

  async start(signal: AbortSignal): Promise<void> {
    const limits = this.#options.limits ?? brokerLimits;
    const gate = this.#gate;
    this.#aedes = await Aedes.createBroker({
      id: randomUUID(),
      persistence: new MemoryPersistence(),
      connectTimeout: limits.connectTimeoutMs,
      drainTimeout: limits.drainTimeoutMs,
      maxClientsIdLength: 256,
      maxTopicLevels: 10,
      // Messages on their way to subscribers at once. A slow subscriber holds at most one of them.
      concurrency: 1_000,
      preConnect: (client, packet, done) => gate.preConnect(client, packet, done),
      authenticate: (client, name, password, done) =>
        gate.authenticate({ client, name, password }, done),
      authorizePublish: (client, packet, done) => gate.authorizePublish(client, packet, done),
      authorizeSubscribe: (client, subscription, done) =>
        gate.authorizeSubscribe(client, subscription, done),
      authorizeForward: (client, packet) => gate.authorizeForward(client, packet),
    });
    this.#watch(this.#aedes);
    await this.#listener.start();
    signal.throwIfAborted();
    this.#agentLinkListener?.connected();
  }

  async stop(): Promise<void> {
    const aedes = this.#aedes;
    if (aedes === null) return;
    this.#aedes = null;
    this.#gate.stop();
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    await this.#listener.stop();
    this.#agentLinkListener?.disconnected("the broker stopped");
  }

  isConnected(): boolean {
    return this.#aedes !== null;
  }

  /** The port listened on; differs from the option where that was 0. */
  port(): number {
    return this.#listener.port();
  }

  async disconnectLogin(name: string): Promise<void> {
    this.#gate.disconnectLogin(name);
  }

  async disconnectHost(host: HostId): Promise<void> {
    this.#gate.disconnectHost(host);
  }

  refusals(): readonly Refusal[] {
    return this.#intake.refusals();
  }

  clients(): number | null {
    return this.#aedes?.connectedClients ?? 0;
  }

  protected publish(name: TopicName, topic: string, text: string): Promise<void> {
    const aedes = this.#aedes;
    if (aedes === null) return Promise.resolve();
    const packet: PublishPacket = {
      cmd: "publish",
      topic,
      payload: Buffer.from(text),
      qos: topics[name].qos,
      retain: topics[name].retain,
      dup: false,
    };
    // Resolves when each subscriber's socket has it or was skipped; no error can come of that.
    return new Promise((resolve) => aedes.publish(packet, () => resolve()));
  }

  #handle(connection: BusConnection): void {
    const client = this.#aedes?.handle(connection.socket);
    if (client === undefined) connection.socket.destroy();
    else this.#gate.connected(client, connection);
  }

  #watch(aedes: Aedes): void {
    const { log } = this.#options;
    aedes.on("clientDisconnect", (client: Client) => this.#gate.disconnected(client));
    aedes.on("clientError", (client: Client, error: Error) =>
      log.debug({ client: client.id, reason: error.message }, "bus client failed"),
    );
    aedes.on("connectionError", (_client: Client, error: Error) =>
      log.debug({ reason: error.message }, "bus connection failed"),
    );
    (aedes as NodeJS.EventEmitter).on("error", (error: unknown) =>
      log.error({ error }, "the embedded broker failed"),
    );
  }
}
