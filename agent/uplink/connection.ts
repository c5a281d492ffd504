import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { IPublishPacket, Packet } from "mqtt-packet";
import { type BrokerAddress, type BrokerTls, openBrokerSocket } from "./broker-address.ts";
import { busError } from "./bus-error.ts";
import { maxPacketBytes } from "./downlink.ts";
import { PacketIds } from "./packet-ids.ts";
import { PacketLink } from "./packet-link.ts";

export interface Outgoing {
  readonly topic: string;
  readonly text: string;
  readonly retain: boolean;
  readonly qos: 0 | 1;
}

export interface ConnectionOptions {
  readonly address: BrokerAddress;
  readonly tls: BrokerTls;
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

type Done = (error: unknown) => void;
type Judge = (packet: Packet) => unknown;

/**
 * One MQTT 3.1.1 session with the broker over one socket, never used again after a loss. It neither reconnects
 * nor queues for later, so nothing can grow in it while the broker is away.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #attempted: string;
  /** Requests under way: each ends with its answer, its deadline or the connection. */
  readonly #waiting = new Set<(error: NovaError) => void>();
  /** What an answer ends, by its kind and packet id. */
  readonly #answers = new Map<string, (packet: Packet) => void>();
  readonly #ids = new PacketIds();
  #link: PacketLink | null = null;
  #keepalive: NodeJS.Timeout | undefined;
  #hasHeard = false;
  #hasSpoken = false;
  #isPinging = false;
  #lastError: unknown;
  #lost = false;
  #closed: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { host, port } = options.address;
    this.#attempted = `connect to the broker at ${host}:${port}`;
  }

  get inFlight(): number {
    return this.#waiting.size;
  }

  /** Opens the socket. Resolves when connected and subscribed to every filter. */
  async ready(): Promise<void> {
    const { address, tls, connectTimeoutMs, filters } = this.#options;
    await this.#deadline(connectTimeoutMs, (done) => {
      const socket = openBrokerSocket(address, { tls, maxPacketBytes });
      this.#link = new PacketLink(socket, {
        packet: (packet) => this.#packet(packet),
        closed: (error) => this.#gone(error),
      });
      this.#link.start();
      this.#ask("connack", { judge: refusalOfLogin, done });
      this.#send(this.#connect());
    });
    this.#keepAlive();
    await this.#deadline(connectTimeoutMs, (done) => {
      const messageId = this.#ids.take();
      const subscriptions = filters.map((topic) => ({ topic, qos: 1 as const }));
      this.#ask(`suback ${messageId}`, { judge: refusalOfFilters, done });
      this.#send({ cmd: "subscribe", messageId, subscriptions });
    });
  }

  /** Resolves at PUBACK. A broker that does not answer in time counts as gone. */
  publish({ topic, text, qos, retain }: Outgoing): Promise<void> {
    return this.#deadline(this.#options.publishTimeoutMs, (done) => {
      const packet: IPublishPacket = {
        cmd: "publish",
        topic,
        payload: text,
        qos,
        retain,
        dup: false,
      };
      if (qos === 0) {
        this.#send(packet);
        return done(null);
      }
      const messageId = this.#ids.take();
      this.#ask(`puback ${messageId}`, { judge: () => null, done });
      this.#send({ ...packet, messageId });
    });
  }

  /** Says goodbye, so that the broker does not publish the will. */
  close(timeoutMs: number): Promise<void> {
    const link = this.#link;
    const wasLost = this.#lost;
    this.#end();
    this.#rejectWaiting(new NovaError("BUS_UNAVAILABLE", "publish while stopping"));
    if (link === null || wasLost) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => link.destroy(), timeoutMs);
      this.#closed = () => {
        clearTimeout(timer);
        resolve();
      };
      link.send({ cmd: "disconnect" });
      link.end();
    });
  }

  #connect(): Packet {
    const { clientId, username, password, keepaliveS, will } = this.#options;
    const { topic, text, qos, retain } = will;
    return {
      cmd: "connect",
      protocolId: "MQTT",
      protocolVersion: 4,
      clean: true,
      clientId,
      keepalive: keepaliveS,
      username,
      password: Buffer.from(password),
      will: { topic, payload: text, qos, retain },
    };
  }

  /** Twice in each interval (3.1.2.10), so that a ping that was due is never late by more than half of one. */
  #keepAlive(): void {
    if (this.#lost) return;
    this.#keepalive = setInterval(() => this.#beat(), this.#options.keepaliveS * 500);
  }

  #beat(): void {
    if (this.#isPinging && !this.#hasHeard) {
      this.#fail(new Error("the broker does not answer pings"));
      return;
    }
    const isQuiet = !this.#hasHeard || !this.#hasSpoken;
    this.#isPinging = isQuiet;
    this.#hasHeard = false;
    this.#hasSpoken = false;
    if (isQuiet) this.#send({ cmd: "pingreq" });
  }

  #send(packet: Packet): void {
    this.#hasSpoken = true;
    this.#link?.send(packet);
  }

  #packet(packet: Packet): void {
    if (this.#lost) return;
    this.#hasHeard = true;
    switch (packet.cmd) {
      case "publish":
        this.#message(packet);
        return;
      case "pingresp":
        return;
      case "connack":
        this.#answered("connack", packet);
        return;
      case "suback":
      case "puback":
        this.#answered(`${packet.cmd} ${packet.messageId}`, packet);
        return;
      default:
        this.#fail(new Error(`the broker sent ${packet.cmd}`));
    }
  }

  /** Subscriptions are of QoS 1, so the broker must not send at QoS 2 (3.8.4). */
  #message({ topic, payload, qos, messageId }: IPublishPacket): void {
    if (qos === 2 || typeof payload === "string") {
      this.#fail(new Error("the broker sent a message at QoS 2"));
      return;
    }
    this.#options.onMessage(topic, payload);
    if (qos === 1 && messageId !== undefined) this.#link?.answer({ cmd: "puback", messageId });
  }

  #ask(key: string, { judge, done }: { readonly judge: Judge; readonly done: Done }): void {
    this.#answers.set(key, (packet) => done(judge(packet)));
  }

  #answered(key: string, packet: Packet): void {
    const answer = this.#answers.get(key);
    if (answer === undefined) {
      this.#fail(new Error(`the broker answered what was not asked: ${key}`));
      return;
    }
    this.#answers.delete(key);
    if (packet.messageId !== undefined) this.#ids.release(packet.messageId);
    answer(packet);
  }

  #deadline(timeoutMs: number, ask: (done: Done) => void): Promise<void> {
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

  #gone(error: unknown): void {
    this.#closed();
    this.#fail(error);
  }

  #fail(cause: unknown): void {
    if (this.#lost) return;
    const error = busError(cause ?? new Error("the connection was closed"), this.#attempted);
    this.#lastError = error;
    this.#end();
    this.#link?.destroy();
    this.#rejectWaiting(error);
    this.#options.onLost(error);
  }

  #end(): void {
    this.#lost = true;
    clearInterval(this.#keepalive);
    this.#answers.clear();
  }

  #rejectWaiting(error: NovaError): void {
    for (const reject of [...this.#waiting]) reject(error);
  }
}

/** CONNACK's return code stands in the error, which tells a refused login from an unwell broker. */
function refusalOfLogin(packet: Packet): unknown {
  const code = packet.cmd === "connack" ? packet.returnCode : undefined;
  if (code === 0) return null;
  return Object.assign(new Error(`the broker refuses the connection (code ${code})`), { code });
}

/** 128 stands for a refused filter (3.9.3). */
function refusalOfFilters(packet: Packet): unknown {
  const granted = packet.cmd === "suback" ? packet.granted : [];
  if (!granted.some((code) => code === 128)) return null;
  const cause = new Error(`the broker granted ${granted.join(", ")}`);
  return new NovaError("BUS_REFUSED", "subscribe to the agent's topics", { cause });
}
