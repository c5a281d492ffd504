import type { HostId } from "@novacron/protocol/domain/ids";
import {
  type BusMessage,
  parseMessage,
  type RefusalReason,
} from "@novacron/protocol/messages/parse";
import type { AgentLinkListener, Refusal, UpMessage } from "../ports/agent-link.ts";
import type { Clock } from "../ports/clock.ts";
import { RefusalTable } from "./refusal-table.ts";

/** What may wait between the bus and the application. Agents repeat what does not fit. */
export interface IntakeLimits {
  readonly messagesPerHost: number;
  readonly bytes: number;
}

export const intakeLimits: IntakeLimits = { messagesPerHost: 32, bytes: 128 * 1024 * 1024 };

export type IntakeRefusal = RefusalReason | "slow-consumer" | "limit" | "not-handled";

interface Lane {
  readonly waiting: UpMessage[];
  busy: boolean;
}

const upTopics = new Set<string>(["hostStatus", "hostReport", "hostBatch", "hostCommandEvent"]);

/**
 * Between the bus and the application: parses each message once, delivers those of one host in order and
 * one at a time, those of different hosts side by side, and bounds what waits.
 */
export class MessageIntake {
  readonly #clock: Clock;
  readonly #limits: IntakeLimits;
  readonly #table = new RefusalTable();
  readonly #lanes = new Map<HostId, Lane>();
  #listener: AgentLinkListener | null = null;
  #bytes = 0;
  #movedWaiters: (() => void)[] = [];

  constructor(clock: Clock, limits: IntakeLimits = intakeLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  listen(listener: AgentLinkListener): void {
    this.#listener = listener;
  }

  /**
   * True where the message was taken; false where it was refused or dropped, which is counted. A
   * status is small and is never dropped: a lost last will would leave a dead host online.
   */
  offer(topic: string, payload: Buffer, sender: string): boolean {
    const parsed = parseMessage(topic, payload.toString("utf8"), payload.length);
    if (!parsed.ok) return this.#refuse(sender, parsed.reason);
    const message = upMessage(parsed.message, payload.length);
    if (message === null) return this.#refuse(sender, "foreign-topic");
    const lane = this.#lane(message.host);
    if (message.topic !== "hostStatus" && this.#isFull(lane, message.bytes)) {
      return this.#refuse(sender, "queue-full");
    }
    lane.waiting.push(message);
    this.#bytes += message.bytes;
    if (!lane.busy) void this.#drain(message.host, lane);
    return true;
  }

  refuse(sender: string, reason: IntakeRefusal): void {
    this.#table.count(sender, reason, this.#clock.now());
  }

  /** Whether one more message of this host would wait rather than be dropped. */
  hasRoom(host: HostId, bytes: number): boolean {
    const lane = this.#lanes.get(host);
    return lane === undefined ? this.#fits(bytes) : !this.#isFull(lane, bytes);
  }

  /** Calls once when a message has left the queue. */
  whenMoved(run: () => void): void {
    this.#movedWaiters.push(run);
  }

  refusals(): readonly Refusal[] {
    return this.#table.list();
  }

  waiting(): { readonly bytes: number; readonly limitBytes: number } {
    return { bytes: this.#bytes, limitBytes: this.#limits.bytes };
  }

  #refuse(sender: string, reason: RefusalReason): false {
    this.refuse(sender, reason);
    return false;
  }

  #isFull(lane: Lane, bytes: number): boolean {
    return lane.waiting.length >= this.#limits.messagesPerHost || !this.#fits(bytes);
  }

  /**
   * Whether all queues together have room. A single message larger than the bound may pass an empty queue,
   * or it could never pass.
   */
  #fits(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= this.#limits.bytes;
  }

  #lane(host: HostId): Lane {
    const known = this.#lanes.get(host);
    if (known !== undefined) return known;
    const lane: Lane = { waiting: [], busy: false };
    this.#lanes.set(host, lane);
    return lane;
  }

  async #drain(host: HostId, lane: Lane): Promise<void> {
    lane.busy = true;
    for (let next = lane.waiting.shift(); next !== undefined; next = lane.waiting.shift()) {
      try {
        const handled = this.#listener?.message(next);
        if (handled !== undefined) await handled;
      } catch {
        // The listener says in the log what went wrong; here it must not stop the host's later messages.
        this.refuse(host, "not-handled");
      }
      this.#bytes -= next.bytes;
      const waiters = this.#movedWaiters;
      this.#movedWaiters = [];
      for (const run of waiters) run();
    }
    this.#lanes.delete(host);
  }
}

function upMessage(message: BusMessage, bytes: number): UpMessage | null {
  const host = message.params.host;
  if (host === undefined || !upTopics.has(message.name)) return null;
  return { topic: message.name, host, payload: message.payload, bytes } as UpMessage;
}
