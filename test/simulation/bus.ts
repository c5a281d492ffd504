import type { HostId } from "@novacron/protocol/domain/ids";
import { parseMessage } from "@novacron/protocol/messages/parse";
import { type Proof, splitProof } from "@novacron/protocol/messages/proof";
import { filterFor, matchTopic, type TopicName, topics } from "@novacron/protocol/messages/topics";
import type { Random } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Trace } from "./trace.ts";

/** How unkind the bus is. Probabilities are per message. */
export interface BusFaults {
  /** Taken by the broker (PUBACK) and never delivered. */
  loss: number;
  duplicate: number;
  minDelayMs: number;
  /** Delays differ, so messages overtake one another. */
  maxDelayMs: number;
}

export interface BusClient {
  readonly name: string;
  /** Topic rows it receives; `host` limits those that name one. */
  readonly receives: readonly TopicName[];
  readonly host: HostId | null;
  deliver(topic: string, payload: unknown, bytes: number, proof: Proof | null): void;
  disconnected(reason: string): void;
}

interface Session {
  readonly client: BusClient;
  readonly filters: readonly string[];
  will: { readonly topic: string; readonly payload: string } | null;
  open: boolean;
}

interface Sent {
  readonly text: string;
  readonly isRetained: boolean;
  /** False for what an intruder sent or may have put in place of it. */
  readonly isHonest: boolean;
}

interface Parsed {
  readonly payload: unknown;
  readonly proof: Proof | null;
}

/**
 * A broker and the network to it, less reliable than any real one: it keeps MQTT's promises (retained
 * messages, last wills, a session that ends) and none of those that MQTT does not make. Payloads cross as
 * JSON text, as on the wire.
 */
export class SimulatedBus {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #trace: Trace;
  readonly #sessions = new Map<string, Session>();
  readonly #retained = new Map<string, string>();
  readonly faults: BusFaults;
  up = true;
  /** Sees each message that the broker takes. */
  tap: (name: TopicName, topic: string, text: string) => void = () => {};
  #parsed = 0;

  constructor(parts: { scheduler: Scheduler; random: Random; trace: Trace; faults: BusFaults }) {
    this.#scheduler = parts.scheduler;
    this.#random = parts.random;
    this.#trace = parts.trace;
    this.faults = parts.faults;
  }

  /** False while the broker is down. A session of the same name before it is taken over. */
  connect(client: BusClient, will: { topic: string; payload: string } | null): boolean {
    if (!this.up) return false;
    this.disconnect(client.name, "taken over", true);
    const filters = client.receives.map((name) =>
      filterFor(name, client.host === null ? {} : { host: client.host }),
    );
    const session: Session = { client, filters, will, open: true };
    this.#sessions.set(client.name, session);
    for (const [topic, text] of this.#retained) {
      this.#offer(session, topic, { text, isRetained: true, isHonest: false });
    }
    return true;
  }

  /** Ends a session; `withWill` unless the client said goodbye. */
  disconnect(name: string, reason: string, withWill: boolean): void {
    const session = this.#sessions.get(name);
    if (session === undefined) return;
    this.#sessions.delete(name);
    session.open = false;
    session.client.disconnected(reason);
    if (withWill && session.will !== null) this.#route(session.will.topic, session.will.payload);
  }

  /** The broker dies: sessions end, what is under way is lost, and so is what it retained. */
  crash(): void {
    this.up = false;
    this.#retained.clear();
    for (const session of this.#sessions.values()) {
      session.open = false;
      session.client.disconnected("broker died");
    }
    this.#sessions.clear();
  }

  restart(): void {
    this.up = true;
  }

  isConnected(name: string): boolean {
    return this.#sessions.has(name);
  }

  /** Resolves true when the broker took it, false where there is no session (any more). */
  publish(name: string, topic: string, text: string): Promise<boolean> {
    const session = this.#sessions.get(name);
    if (session === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#scheduler.after(this.#delay(), null, () => {
        if (!session.open) return resolve(false);
        this.#route(topic, text);
        resolve(true);
      });
    });
  }

  /** Somebody who holds the broker sends, past every login and rule. */
  inject(topic: string, text: string): void {
    if (this.up) this.#route(topic, text, false);
  }

  /** What the broker keeps of a topic. */
  retained(topic: string): string | undefined {
    return this.#retained.get(topic);
  }

  #route(topic: string, text: string, isHonest = true): void {
    const row = matchTopic(topic);
    if (row === null) throw new RangeError(`not a topic of the table: ${topic}`);
    if (topics[row.name].retain) {
      if (text === "") this.#retained.delete(topic);
      else this.#retained.set(topic, text);
    }
    if (isHonest) this.tap(row.name, topic, text);
    const sent = { text, isRetained: false, isHonest };
    for (const session of this.#sessions.values()) this.#offer(session, topic, sent);
  }

  #offer(session: Session, topic: string, { text, isRetained, isHonest }: Sent): void {
    if (text === "" || !session.filters.some((filter) => matches(filter, topic))) return;
    const { loss, duplicate } = this.faults;
    // What is retained comes with the subscription, so it is as reliable as that.
    const copies = isRetained
      ? 1
      : this.#random.chance(loss)
        ? 0
        : this.#random.chance(duplicate)
          ? 2
          : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#scheduler.after(this.#delay(), null, () => {
        if (!session.open) return;
        this.#trace.note(this.#scheduler.nowMs, `${session.client.name} < ${topic} ${text.length}`);
        const parsed = this.#parse(topic, text, isHonest);
        if (parsed !== null)
          session.client.deliver(topic, parsed.payload, text.length, parsed.proof);
      });
    }
  }

  /**
   * Every 16th message goes through the real parser, so that what is sent stays true to its schema; and each one
   * that may be an intruder's, whose refusal is no mistake.
   */
  #parse(topic: string, text: string, isHonest: boolean): Parsed | null {
    this.#parsed += 1;
    if (isHonest && this.#parsed % 16 !== 0) {
      const signed = splitProof(topic, text);
      return { payload: JSON.parse(signed?.json ?? text), proof: signed?.proof ?? null };
    }
    const parsed = parseMessage(topic, text, text.length);
    if (!parsed.ok && !isHonest) return null;
    if (!parsed.ok) throw new RangeError(`${topic}: ${parsed.reason}: ${parsed.detail}`);
    const { payload, proof } = parsed.message;
    return { payload, proof: proof ?? null };
  }

  #delay(): number {
    return this.#random.between(this.faults.minDelayMs, this.faults.maxDelayMs);
  }
}

function matches(filter: string, topic: string): boolean {
  if (filter === topic) return true;
  // Nearly every filter is of one host, and is asked about the topics of all others.
  if (!filter.includes("+")) return false;
  const wanted = filter.split("/");
  const given = topic.split("/");
  return (
    wanted.length === given.length &&
    wanted.every((segment, index) => segment === "+" || segment === given[index])
  );
}
