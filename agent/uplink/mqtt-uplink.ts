import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { RefusalReason } from "@novacron/protocol/messages/parse";
import type { HostStatus } from "@novacron/protocol/messages/report";
import {
  filterFor,
  type PayloadOf,
  type TopicName,
  topicFor,
  topics,
} from "@novacron/protocol/messages/topics";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { DownlinkMessage, Uplink, UplinkListener, UplinkTopic } from "../ports/uplink.ts";
import { type BackoffLimits, backoffMs } from "./backoff.ts";
import { type BrokerAddress, type BrokerTls, parseBrokerUrl } from "./broker-address.ts";
import { busError } from "./bus-error.ts";
import { Connection, type Outgoing } from "./connection.ts";
import { downlinkTopics, judgeDownlink } from "./downlink.ts";

export interface MqttUplinkOptions {
  /** `mqtt://host:port` or `mqtts://host:port`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Asked for each connection, so that a renewed certificate is used by the next one. */
  readonly tls?: (() => BrokerTls) | undefined;
  readonly host: HostId;
  /** Id of this agent process, in status and last will. */
  readonly session: string;
  /** Digest of the machine's own id, by which a person finds a copied identity. */
  readonly machine?: string | undefined;
  readonly clock: Clock;
  readonly ids: Pick<Ids, "random">;
  readonly log: Log;
  readonly limits?: Partial<UplinkLimits>;
}

export interface UplinkLimits {
  readonly connectTimeoutMs: number;
  readonly publishTimeoutMs: number;
  /** Messages handed to the broker without PUBACK; one more is rejected, not queued. */
  readonly window: number;
  readonly keepaliveS: number;
  readonly backoff: BackoffLimits;
  /** A connection that lived shorter counts as a failure, so that two agents of one name do not spin. */
  readonly stableMs: number;
  readonly goodbyeMs: number;
}

const defaultLimits: UplinkLimits = {
  connectTimeoutMs: 10_000,
  publishTimeoutMs: 30_000,
  window: 64,
  keepaliveS: 30,
  backoff: { firstMs: 500, maxMs: 30_000 },
  stableMs: 10_000,
  goodbyeMs: 2_000,
};

/** Longer than the 23 bytes every broker must take (3.1.3.1); all known ones take more. */
const clientIdOf = (host: HostId): string => `novacron-agent-${host}`;

/**
 * The uplink by MQTT 3.1.1. The session is clean: the agent repeats what matters, so the broker need not
 * remember anything for it. One connection at a time; after its loss a new one with bounded back-off.
 */
export class MqttUplink implements Uplink {
  readonly #options: MqttUplinkOptions;
  readonly #limits: UplinkLimits;
  readonly #address: BrokerAddress;
  readonly #refusals = new Map<RefusalReason, number>();
  #listener: UplinkListener | null = null;
  #connection: Connection | null = null;
  #connected = false;
  /** What came between subscription and greeting, such as retained messages. */
  readonly #early: DownlinkMessage[] = [];
  #connectedAtMs = 0;
  #failures = 0;
  #problem: NovaError | null = null;
  #retry: NodeJS.Timeout | null = null;
  #stopped = true;

  /** Throws CONFIG_INVALID for an address that is none. */
  constructor(options: MqttUplinkOptions) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#address = parseBrokerUrl(options.url);
  }

  listen(listener: UplinkListener): void {
    this.#listener = listener;
  }

  async start(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    this.#stopped = false;
    signal.addEventListener("abort", () => void this.stop(), { once: true });
    this.#attempt();
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    if (this.#retry !== null) clearTimeout(this.#retry);
    const connection = this.#connection;
    this.#connection = null;
    const wasConnected = this.#connected;
    this.#connected = false;
    if (connection === null) return;
    if (wasConnected) await this.#sayOffline(connection);
    await connection.close(this.#limits.goodbyeMs);
  }

  isConnected(): boolean {
    return this.#connected;
  }

  /** Why there is no connection, or null while there is one or none was tried. */
  problem(): NovaError | null {
    return this.#problem;
  }

  async publish<T extends UplinkTopic>(topic: T, payload: PayloadOf<T>): Promise<void> {
    const connection = this.#connection;
    const attempted = `publish ${topic}`;
    if (connection === null || !this.#connected) {
      throw new NovaError("BUS_UNAVAILABLE", attempted, { cause: this.#problem });
    }
    if (connection.inFlight >= this.#limits.window) {
      throw new NovaError("BUS_UNAVAILABLE", attempted, {
        details: { window: this.#limits.window },
        next: "Wait until the broker has taken what it was given",
      });
    }
    const outgoing = this.#outgoing(topic, payload);
    const bytes = Buffer.byteLength(outgoing.text);
    if (bytes > topics[topic].maxBytes) {
      throw new NovaError("MESSAGE_REFUSED", attempted, {
        details: { bytes, maxBytes: topics[topic].maxBytes },
      });
    }
    await connection.publish(outgoing);
  }

  refused(): number {
    return [...this.#refusals.values()].reduce((sum, count) => sum + count, 0);
  }

  refusedByReason(): Readonly<Partial<Record<RefusalReason, number>>> {
    return Object.fromEntries(this.#refusals);
  }

  #attempt(): void {
    this.#retry = null;
    const { host, username, password, tls } = this.#options;
    const { connectTimeoutMs, publishTimeoutMs, keepaliveS } = this.#limits;
    const connection: Connection = new Connection({
      address: this.#address,
      tls: tls?.() ?? {},
      clientId: clientIdOf(host),
      username,
      password,
      will: this.#outgoing("hostStatus", this.#status("offline")),
      filters: downlinkTopics.map((name) => filterFor(name, { host })),
      connectTimeoutMs,
      publishTimeoutMs,
      keepaliveS,
      onMessage: (topic, payload) => this.#message(topic, payload),
      onLost: (error) => this.#lost(connection, error),
    });
    this.#connection = connection;
    this.#early.length = 0;
    // What fails here has been told to onLost already.
    this.#greet(connection).catch(() => undefined);
  }

  async #greet(connection: Connection): Promise<void> {
    try {
      await connection.ready();
      await connection.publish(this.#outgoing("hostStatus", this.#status("online")));
    } catch (error) {
      this.#lost(connection, busError(error, "connect to the broker"));
      return;
    }
    if (this.#connection !== connection) return;
    this.#connected = true;
    this.#connectedAtMs = this.#options.clock.monotonicMs();
    this.#problem = null;
    this.#options.log.info({ broker: this.#address.host }, "connected to the broker");
    this.#listener?.connected();
    for (const message of this.#early.splice(0)) this.#listener?.message(message);
  }

  #lost(connection: Connection, error: NovaError): void {
    if (this.#connection !== connection) return;
    this.#connection = null;
    void connection.close(0);
    const wasConnected = this.#connected;
    this.#connected = false;
    const livedMs = this.#options.clock.monotonicMs() - this.#connectedAtMs;
    this.#failures = wasConnected && livedMs >= this.#limits.stableMs ? 1 : this.#failures + 1;
    const isNew = wasConnected || this.#problem?.code !== error.code;
    this.#problem = error;
    const delayMs = backoffMs(this.#failures, this.#options.ids.random(), this.#limits.backoff);
    this.#retry = setTimeout(() => this.#attempt(), delayMs);
    if (!isNew) return;
    this.#options.log.warn({ error, delayMs }, "no connection to the broker");
    this.#listener?.disconnected(error.message);
  }

  #message(topic: string, payload: Buffer): void {
    const judgement = judgeDownlink(this.#options.host, topic, payload);
    if ("message" in judgement) {
      if (this.#connected) this.#listener?.message(judgement.message);
      else if (this.#early.length < this.#limits.window) this.#early.push(judgement.message);
    }
    if (!("refused" in judgement)) return;
    const { refused, detail, topic: known } = judgement;
    this.#refusals.set(refused, (this.#refusals.get(refused) ?? 0) + 1);
    this.#listener?.refused(refused, known);
    this.#options.log.debug({ topic: topic.slice(0, 200), refused, detail }, "message refused");
  }

  async #sayOffline(connection: Connection): Promise<void> {
    const saying = connection.publish(this.#outgoing("hostStatus", this.#status("offline")));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#limits.goodbyeMs);
    });
    await Promise.race([saying.catch(() => undefined), late]);
    clearTimeout(timer);
  }

  #outgoing<T extends UplinkTopic>(name: T, payload: PayloadOf<T>): Outgoing {
    const { qos, retain } = topics[name satisfies TopicName];
    const topic = topicFor(name, { host: this.#options.host });
    return { topic, text: JSON.stringify(payload), qos, retain };
  }

  #status(state: HostStatus["state"]): HostStatus {
    const { host, session, machine, clock } = this.#options;
    const at = Math.round(clock.now());
    return { v: 1, host, state, session, at, ...(machine === undefined ? {} : { machine }) };
  }
}
