import type { HostId } from "@novacron/protocol/domain/ids";
import type { PublishPacket } from "aedes";
import type { MessageIntake } from "../../intake/message-intake.ts";

/** One message on its way in. `done` lets the broker acknowledge it and read on from that client. */
export interface Held {
  readonly packet: PublishPacket;
  readonly host: HostId;
  readonly sender: string;
  readonly done: (error?: Error | null) => void;
}

interface Waiting extends Held {
  readonly timer: NodeJS.Timeout;
}

/**
 * Back-pressure towards publishers: a message whose host's queue is full waits here, unacknowledged, so
 * that the agent's window closes. After `holdMs` it is offered all the same and then dropped and counted if
 * there still is no room: a client must not be held so long that its keepalive ends.
 */
export class PublishHold {
  readonly #intake: MessageIntake;
  readonly #holdMs: number;
  readonly #lanes = new Map<HostId, Waiting[]>();
  #watching = false;

  constructor(intake: MessageIntake, holdMs: number) {
    this.#intake = intake;
    this.#holdMs = holdMs;
  }

  /** Delivers at once where there is room and nothing of the host waits; holds back otherwise. */
  take(held: Held): void {
    const waits = this.#lanes.has(held.host);
    if (!waits && this.#intake.hasRoom(held.host, held.packet.payload.length)) {
      this.#offer(held);
      return;
    }
    const timer = setTimeout(() => this.#expire(held.host, held.packet), this.#holdMs);
    const lane = this.#lanes.get(held.host) ?? [];
    lane.push({ ...held, timer });
    this.#lanes.set(held.host, lane);
    this.#watch();
  }

  stop(): void {
    for (const lane of this.#lanes.values()) for (const held of lane) clearTimeout(held.timer);
    this.#lanes.clear();
  }

  #offer(held: Held): void {
    const { packet, sender } = held;
    const taken = this.#intake.offer(packet.topic, bytesOf(packet), sender);
    if (!taken) discard(packet);
    held.done(null);
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#intake.whenMoved(() => {
      this.#watching = false;
      this.#release();
      if (this.#lanes.size > 0) this.#watch();
    });
  }

  #release(): void {
    for (const [host, lane] of this.#lanes) {
      while (lane[0] !== undefined && this.#intake.hasRoom(host, lane[0].packet.payload.length)) {
        this.#letGo(host, lane);
      }
    }
  }

  #expire(host: HostId, packet: PublishPacket): void {
    const lane = this.#lanes.get(host);
    const index = lane?.findIndex((held) => held.packet === packet) ?? -1;
    if (lane === undefined) return;
    for (let left = index; left >= 0; left -= 1) this.#letGo(host, lane);
  }

  #letGo(host: HostId, lane: Waiting[]): void {
    const held = lane.shift();
    if (lane.length === 0) this.#lanes.delete(host);
    if (held === undefined) return;
    clearTimeout(held.timer);
    this.#offer(held);
  }
}

/** Nobody can subscribe to it. aedes knows only "deliver" and "cut off"; what is dropped goes here. */
const nowhere = "$SYS/novacron/refused";

/** Takes a packet out of circulation, so that its PUBACK is all that comes of it. */
export function discard(packet: PublishPacket): void {
  packet.topic = nowhere;
  packet.payload = Buffer.alloc(0);
  packet.retain = false;
}

export function bytesOf(packet: PublishPacket): Buffer {
  return typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
}
