import { NovaError } from "@novacron/protocol/errors/nova-error";
import { MqttClient } from "mqtt";
import { type BrokerAddress, openBrokerSocket } from "./broker-address.ts";
import { busError } from "./bus-error.ts";
import { maxPacketBytes } from "./downlink.ts";

export interface Outgoing {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
  readonly qos: 0 | 1;
}

export interface ConnectionOptions {
  readonly address: BrokerAddress;
  readonly ca: string | undefined;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  readonly will: Outgoing;
  readonly filters: readonly string[];
  readonly connectTimeoutMs: number;
  readonly publishTimeoutMs: number;
  readonly keepaliveS: number;
  readonly onMessage: (topic: string, payload: Buffer) => void;
  /** Called once: the connection could not be made, or is gone for good. */
  readonly onLost: (error: NovaError) => void;
}

/**
 * One connection to the broker, never reused: mqtt.js neither reconnects nor queues for later, so nothing can
 * grow in it while the broker is away.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #attempted: string;
  readonly #waiting = new Set<(error: NovaError) => void>();
  readonly #client: MqttClient;
  #lastError: unknown;
  #lost = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { address, ca, clientId, username, password, will } = options;
    this.#attempted = `connect to the broker at ${address.host}:${address.port}`;
    this.#client = new MqttClient(() => this.#socket(address, ca), {
      protocolVersion: 4,
      clean: true,
      clientId,
      username,
      password,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      keepalive: options.keepaliveS,
      connectTimeout: options.connectTimeoutMs,
      will: {
        topic: will.topic,
        payload: Buffer.from(will.text),
        qos: will.qos,
        retain: will.retain,
      },
    });
    this.#client.on("message", options.onMessage);
    this.#client.on("error", (error: unknown) => this.#fail(error));
    this.#client.on("close", () => this.#fail(this.#lastError));
  }

  get inFlight(): number {
    return this.#waiting.size;
  }

  /** Resolves when connected and subscribed to every filter. */
  async ready(): Promise<void> {
    const timeoutMs = this.#options.connectTimeoutMs;
    await this.#deadline(timeoutMs, (done) => this.#client.once("connect", () => done(null)));
    await this.#deadline(timeoutMs, (done) => this.#subscribe(done));
  }

  /** Resolves at PUBACK. A broker that does not answer in time counts as gone. */
  publish({ topic, text, qos, retain }: Outgoing): Promise<void> {
    return this.#deadline(this.#options.publishTimeoutMs, (done) => {
      this.#client.publish(topic, text, { qos, retain }, (error) => done(error ?? null));
    });
  }

  /** Says goodbye, so that the broker does not publish the will. */
  close(timeoutMs: number): Promise<void> {
    this.#lost = true;
    this.#rejectWaiting(new NovaError("BUS_UNAVAILABLE", "publish while stopping"));
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#destroy();
        resolve();
      }, timeoutMs);
      this.#client.end(false, () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #socket(address: BrokerAddress, ca: string | undefined) {
    const socket = openBrokerSocket(address, { ca, maxPacketBytes });
    socket.on("error", (error) => {
      this.#lastError = error;
    });
    return socket;
  }

  #subscribe(done: (error: unknown) => void): void {
    this.#client.subscribe([...this.#options.filters], { qos: 1 }, (error) => {
      if (error === null) done(null);
      // An error with a packet is a SUBACK that refuses; without, the connection went.
      else if (!("packet" in error)) done(error);
      else done(new NovaError("BUS_REFUSED", "subscribe to the agent's topics", { cause: error }));
    });
  }

  /** One request to the broker: it ends with its answer, its deadline or the connection. */
  #deadline(timeoutMs: number, ask: (done: (error: unknown) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (error: unknown): void => {
        if (!this.#waiting.delete(fail)) return;
        clearTimeout(timer);
        if (error === null) resolve();
        else reject(busError(error, this.#attempted));
      };
      const fail = (error: NovaError): void => finish(error);
      const timer = setTimeout(() => this.#fail(new Error("the broker did not answer")), timeoutMs);
      this.#waiting.add(fail);
      if (this.#lost) fail(busError(this.#lastError, this.#attempted));
      else ask(finish);
    });
  }

  #fail(cause: unknown): void {
    if (this.#lost) return;
    this.#lost = true;
    const error = busError(cause ?? new Error("the connection was closed"), this.#attempted);
    this.#lastError = error;
    this.#destroy();
    this.#rejectWaiting(error);
    this.#options.onLost(error);
  }

  #rejectWaiting(error: NovaError): void {
    for (const reject of [...this.#waiting]) reject(error);
  }

  #destroy(): void {
    this.#client.end(true);
    this.#client.stream?.destroy();
  }
}
