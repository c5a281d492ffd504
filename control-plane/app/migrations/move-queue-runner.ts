import type { HostId, OperationId } from "@novacron/protocol/domain/ids";
import {
  defaultMoveLimits,
  type MoveLimits,
  moveLimits,
} from "@novacron/protocol/domain/move-limits";
import { hasEnded } from "@novacron/protocol/domain/operation";
import type { Log } from "../../ports/log.ts";
import type { StateTx } from "../../ports/state-store.ts";
import type { Operations } from "../operations/operations.ts";
import type { Committer } from "../support/committer.ts";
import { type Queued, turnsOf } from "./move-queue.ts";
import { Moving } from "./moving.ts";

const key = "move.limits";

export interface QueuePorts {
  readonly log: Log;
  readonly committer: Committer;
  readonly operations: () => Operations;
  readonly nameOf: (host: HostId) => string;
  /** A move waits for its turn: what takes time and holds nothing can be done meanwhile. */
  readonly onWait: (move: Moving) => void;
  /** Its turn has come, and is given right after this. */
  readonly onTurn: (move: Moving) => void;
  /** The limits are others now. */
  readonly onLimits: () => void;
}

/** Gives moves their turn. It holds nothing of its own but the limits: who waits and runs are the operations. */
export class MoveQueue {
  readonly #ports: QueuePorts;
  #limits = defaultMoveLimits;
  #isLooking = false;
  #isDue = false;

  constructor(ports: QueuePorts) {
    this.#ports = ports;
  }

  async load(tx: StateTx): Promise<void> {
    const text = await tx.getMeta(key);
    if (text !== null) this.#limits = moveLimits.parse(JSON.parse(text));
  }

  get limits(): MoveLimits {
    return this.#limits;
  }

  async setLimits(limits: MoveLimits): Promise<void> {
    await this.#ports.committer.runWith(async (draft, tx) => {
      await tx.putMeta(key, JSON.stringify(limits));
      draft.after(() => {
        this.#limits = limits;
        this.#ports.onLimits();
      });
    });
    await this.look();
  }

  /** After each change of a move, and with the timer where a store refused a turn. */
  async look(): Promise<void> {
    this.#isDue = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      while (this.#isDue) {
        this.#isDue = false;
        await this.#once();
      }
    } catch (error) {
      this.#ports.log.warn({ error }, "the queue of moves could not be stored, again in a moment");
    } finally {
      this.#isLooking = false;
    }
  }

  async #once(): Promise<void> {
    const { nameOf } = this.#ports;
    const operations = this.#ports.operations();
    const running: Queued[] = [];
    const waiting: Queued[] = [];
    const open = new Map<OperationId, Moving>();
    for (const one of operations.running()) {
      if (!(one instanceof Moving) || hasEnded(one.operation.state)) continue;
      open.set(one.operation.id, one);
      if (one.move.row.at < 0) waiting.push(queued(one));
      // What is left once it has arrived takes no link: its place is free.
      else if (one.operation.migration?.phase !== "confirming") running.push(queued(one));
    }
    const { start, wait } = turnsOf(running, waiting, { limits: this.#limits, nameOf });
    for (const operation of start) {
      const move = open.get(operation);
      if (move !== undefined) this.#ports.onTurn(move);
      await operations.signal(operation, { type: "turn" });
    }
    for (const [operation, why] of wait) {
      const move = open.get(operation);
      if (move !== undefined) this.#ports.onWait(move);
      const known = operations.now(operation)?.migration?.waitsFor ?? [];
      if (known.join("\n") === why.join("\n")) continue;
      await operations.signal(operation, { type: "waits", for: why });
    }
  }
}

function queued({ move }: Moving): Queued {
  const { id, machineName, requestedAt } = move.operation;
  const { source, target } = move.row;
  return { operation: id, machineName, source, target, requestedAt };
}
