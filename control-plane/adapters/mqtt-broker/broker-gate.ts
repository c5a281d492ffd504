import { randomUUID } from "node:crypto";
import type { HostId } from "@novacron/protocol/domain/ids";
import { matchTopic, topics } from "@novacron/protocol/messages/topics";
import type {
  AedesPublishPacket,
  AuthenticateError,
  Client,
  ConnectPacket,
  PublishPacket,
  Subscription,
} from "aedes";
import type { IntakeRefusal, MessageIntake } from "../../intake/message-intake.ts";
import type { BusAccess, BusIdentity } from "../../ports/bus-access.ts";
import type { Log } from "../../ports/log.ts";
import type { BusConnection } from "./bus-listener.ts";
import type { BrokerLimits } from "./limits.ts";
import { discard, type Held, PublishHold } from "./publish-hold.ts";

export interface BrokerGateOptions {
  readonly access: BusAccess;
  readonly intake: MessageIntake;
  readonly limits: BrokerLimits;
  readonly log: Log;
}

interface Session {
  identity: BusIdentity;
  readonly connection: BusConnection;
  /** Set while the first host this login speaks for is made its own. */
  binding: Promise<boolean> | null;
  subscriptions: number;
}

type Done = (error?: Error | null) => void;
type SubscribeDone = (error: Error | null, subscription?: Subscription | null) => void;

/** Each decision of the broker: who connects, who may publish and subscribe what, who is too slow. */
export class BrokerGate {
  readonly #options: BrokerGateOptions;
  readonly #connections = new WeakMap<Client, BusConnection>();
  readonly #willTopics = new WeakMap<Client, string>();
  readonly #sessions = new Map<Client, Session>();
  readonly #departed = new WeakMap<Client, Session>();
  readonly #hold: PublishHold;
  /** Agent process that last said `online` for a host; the will of an older one must not undo it. */
  readonly #statusSession = new Map<HostId, string>();

  constructor(options: BrokerGateOptions) {
    this.#options = options;
    this.#hold = new PublishHold(options.intake, options.limits.holdMs);
  }

  stop(): void {
    this.#hold.stop();
  }

  connected(client: Client, connection: BusConnection): void {
    this.#connections.set(client, connection);
  }

  /** The last will may be published after this, so the session stays known for it. */
  disconnected(client: Client): void {
    const session = this.#sessions.get(client);
    this.#sessions.delete(client);
    if (session !== undefined) this.#departed.set(client, session);
  }

  disconnectLogin(name: string): void {
    for (const [client, session] of this.#sessions) {
      if (session.identity.name === name) client.close();
    }
  }

  disconnectHost(host: HostId): void {
    for (const [client, session] of this.#sessions) {
      if (session.identity.host === host) client.close();
    }
  }

  /**
   * Client ids live inside the login, so that nobody can push out another's connection by taking its
   * client id (MQTT 3.1.1, 3.1.4-2). Every session is clean: nothing is queued for who is absent.
   */
  preConnect(client: Client, packet: ConnectPacket, done: (e: Error | null, ok: boolean) => void) {
    const connection = this.#connections.get(client);
    const id = packet.clientId || randomUUID();
    const key = connection?.certificate?.keyHash;
    const name = key === undefined ? (packet.username ?? "") : `key:${key}`;
    if (connection === undefined || name.length > 64 || id.length > 128) {
      this.#refuse(name, "unauthenticated");
      return done(new Error("the name or client id is too long"), false);
    }
    if (packet.will !== undefined) this.#willTopics.set(client, packet.will.topic);
    packet.clientId = `${name}/${id}`;
    packet.clean = true;
    return done(null, true);
  }

  authenticate(
    attempt: { client: Client; name: string | undefined; password: Buffer | undefined },
    done: (error: AuthenticateError | null, success: boolean | null) => void,
  ): void {
    const { client, name = "", password } = attempt;
    const connection = this.#connections.get(client);
    const address = connection?.address ?? "unknown";
    const certificate = connection?.certificate ?? null;
    const identified =
      certificate === null
        ? this.#identify(name, password, address)
        : // Whoever shows a certificate is who it says, or nobody: a password does not help it out.
          this.#options.access.authenticateCertificate(certificate.der, address);
    identified
      .then(async (identity) => {
        if (identity === null || connection === undefined) {
          this.#refuse(name === "" ? address : name, "unauthenticated");
          return done(refusal("bad user name or password", 4), false);
        }
        const session: Session = { identity, connection, binding: null, subscriptions: 0 };
        if (!(await this.#mayLeaveWill(session, this.#willTopics.get(client)))) {
          this.#refuse(name, "wrong-host");
          return done(refusal("the last will is not for this login", 5), false);
        }
        connection.guard.setLimit(this.#bytesFor(identity));
        connection.loggedIn();
        this.#sessions.set(client, session);
        return done(null, true);
      })
      .catch((error: unknown) => {
        this.#options.log.warn({ error, name }, "a bus login could not be checked");
        done(refusal("server unavailable", 3), false);
      });
  }

  async #mayLeaveWill(session: Session, topic: string | undefined): Promise<boolean> {
    if (topic === undefined) return true;
    const host = matchTopic(topic)?.params.host;
    if (host === undefined || !(await this.#bound(session, host))) return false;
    return this.#options.access.authorizeBus(session.identity, "publish", topic);
  }

  async #identify(name: string, password: Buffer | undefined, address: string) {
    if (name === "" || password === undefined || password.length > 1_024) return null;
    return this.#options.access.authenticateBus(name, password.toString("utf8"), address);
  }

  /** Without an error the packet is answered with PUBACK; what was refused went nowhere by then. */
  authorizePublish(client: Client | null, packet: PublishPacket, done: Done): void {
    const session = client === null ? undefined : this.#sessionOf(client);
    if (session === undefined) {
      done(new Error("not logged in"));
      return;
    }
    const decide = () => this.#decide(session, packet, done);
    const host = matchTopic(packet.topic)?.params.host;
    if (host === undefined || session.identity.host !== null) decide();
    else this.#bound(session, host).then(decide, decide);
  }

  #decide(session: Session, packet: PublishPacket, done: Done): void {
    const sender = session.identity.name;
    const fault = this.#publishFault(session, packet);
    if (fault !== null) this.#refuse(sender, fault);
    if (fault === "too-large" || packet.qos === 2) {
      done(new Error("larger than its topic allows, or QoS 2, which the contract does not have"));
      return;
    }
    const found = matchTopic(packet.topic);
    const host = found?.params.host;
    if (fault !== null || found === null || host === undefined) {
      // MQTT 3.1.1, 3.3.5-2: what is not authorised is acknowledged all the same, or cut off.
      discard(packet);
      done(null);
      return;
    }
    packet.retain = topics[found.name].retain;
    this.#take({ packet, host, sender, done });
  }

  #publishFault({ identity }: Session, packet: PublishPacket): IntakeRefusal | null {
    const found = matchTopic(packet.topic);
    if (found?.params.host === undefined || packet.qos === 2) return "foreign-topic";
    const allowed = this.#options.access.authorizeBus(identity, "publish", packet.topic);
    if (!allowed) return "wrong-host";
    return packet.payload.length > topics[found.name].maxBytes ? "too-large" : null;
  }

  authorizeSubscribe(client: Client, subscription: Subscription, done: SubscribeDone): void {
    const session = this.#sessionOf(client);
    if (session === undefined) {
      done(new Error("not logged in"));
      return;
    }
    const decide = () => {
      const allowed = this.#maySubscribe(session, subscription.topic);
      // A null answers SUBACK with failure (MQTT 3.1.1, 3.9.3).
      done(null, allowed ? subscription : null);
    };
    const host = matchTopic(subscription.topic)?.params.host;
    if (host === undefined || session.identity.host !== null) decide();
    else this.#bound(session, host).then(decide, decide);
  }

  #maySubscribe(session: Session, filter: string): boolean {
    const { access, limits } = this.#options;
    if (!access.authorizeBus(session.identity, "subscribe", filter)) {
      this.#refuse(session.identity.name, "foreign-topic");
      return false;
    }
    if (session.subscriptions >= limits.subscriptionsPerClient) {
      this.#refuse(session.identity.name, "limit");
      return false;
    }
    session.subscriptions += 1;
    return true;
  }

  /** Retained messages pass here too. A subscriber that does not read loses live messages; it must never hold back who publishes. */
  authorizeForward(client: Client, packet: AedesPublishPacket): AedesPublishPacket | null {
    const session = this.#sessions.get(client);
    if (session === undefined) return null;
    if (!this.#options.access.mayReceive(session.identity, packetOf(packet))) return null;
    const unsent = session.connection.socket.writableLength;
    if (packet.retain || unsent <= this.#options.limits.unsentBytes) return packet;
    this.#refuse(session.identity.name, "slow-consumer");
    return null;
  }

  #sessionOf(client: Client): Session | undefined {
    return this.#sessions.get(client) ?? this.#departed.get(client);
  }

  /** True where the login speaks for this host; an agent that never spoke is bound to it now. */
  async #bound(session: Session, host: HostId): Promise<boolean> {
    const { identity } = session;
    if (identity.kind !== "agent") return false;
    if (identity.host !== null) return identity.host === host;
    session.binding ??= this.#options.access.bindBusHost(identity.name, host).then((allowed) => {
      if (allowed) session.identity = { ...identity, host };
      session.binding = null;
      return allowed;
    });
    return (await session.binding) && session.identity.host === host;
  }

  #take(held: Held): void {
    if (this.#isStaleWill(held)) {
      discard(held.packet);
      held.done(null);
    } else this.#hold.take(held);
  }

  #isStaleWill({ packet, host }: Held): boolean {
    if (!packet.topic.endsWith("/status")) return false;
    const status = statusOf(packet.payload);
    if (status?.state === "online") this.#statusSession.set(host, status.session);
    const latest = this.#statusSession.get(host);
    return status?.state === "offline" && latest !== undefined && latest !== status.session;
  }

  #refuse(sender: string, reason: IntakeRefusal): void {
    this.#options.intake.refuse(sender, reason);
  }

  #bytesFor(identity: BusIdentity): number {
    const { bytesAgent, bytesIntegration } = this.#options.limits;
    return identity.kind === "agent" ? bytesAgent : bytesIntegration;
  }
}

function packetOf({ topic, payload }: AedesPublishPacket) {
  return { topic, payload: typeof payload === "string" ? Buffer.from(payload) : payload };
}

function statusOf(payload: Buffer | string): { state: string; session: string } | null {
  try {
    const value: unknown = JSON.parse(payload.toString());
    return typeof value === "object" ? (value as { state: string; session: string }) : null;
  } catch {
    return null;
  }
}

/** `code` is the return code of CONNACK (MQTT 3.1.1, 3.2.2.3). */
function refusal(text: string, code: number): AuthenticateError {
  return Object.assign(new Error(text), { returnCode: code });
}
