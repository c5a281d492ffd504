import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationDescription } from "@novacron/protocol/domain/migration";
import type { RecordedMove } from "@novacron/protocol/domain/migration-forecast";
import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";
import type { MoveRow } from "../../ports/move-tables.ts";
import type { Draft } from "../inventory/draft.ts";
import type { Now } from "../operations/engine.ts";
import type { Running, RunningEvent } from "../operations/running.ts";
import { moveDueMs, openMove, stepMove } from "./move.ts";
import { actionOfMove } from "./move-actions.ts";
import { isOver, type MoveTools, type OpenMove } from "./move-state.ts";
import { recordedMove } from "./recorded-move.ts";
import { settleMove } from "./settle-move.ts";

/** Recorded moves that are kept; more teach the forecaster nothing new. */
export const recordedKept = 20_000;

export interface MovingPorts {
  readonly tools: MoveTools;
  /** Opens the secret of the target's gate for one message. */
  readonly secretOf: (row: MoveRow) => string;
  readonly needsNoSample: (machine: MachineId) => boolean;
  readonly addressesOf: (host: HostId) => readonly string[];
  /** It is stored: the forecaster may learn from it. */
  readonly learn: (move: RecordedMove) => void;
  /** The source described the machine. */
  readonly learnWriting: (machine: MachineId, description: MigrationDescription) => void;
}

/** A move as Operations carries it out. */
export class Moving implements Running {
  readonly move: OpenMove;
  readonly #ports: MovingPorts;

  constructor(move: OpenMove, ports: MovingPorts) {
    this.move = move;
    this.#ports = ports;
  }

  static open(operation: Operation, row: MoveRow, more: MovingPorts & { readonly now: Now }) {
    return new Moving(openMove(operation, row, more.now), more);
  }

  get operation() {
    return this.move.operation;
  }

  get hosts() {
    return [this.move.row.source, this.move.row.target];
  }

  get isOver() {
    return isOver(this.move);
  }

  get dueMs() {
    return moveDueMs(this.move);
  }

  get deadlineMs() {
    return this.move.deadlineMs;
  }

  step(event: RunningEvent, now: Now): ReturnType<Running["step"]> {
    if (event.type === "stream" || event.type === "stream-failed" || event.type === "refused") {
      return [this, []];
    }
    const [after, effects] = stepMove(this.move, event, now, this.#ports.tools);
    return [after === this.move ? this : new Moving(after, this.#ports), effects];
  }

  act(step: number) {
    const { row } = this.move;
    return actionOfMove(this.move, step, {
      secret: () => this.#ports.secretOf(row),
      addresses: this.#ports.addressesOf(row.target),
      needsNoSample: () => this.#ports.needsNoSample(row.machine),
    });
  }

  write(draft: Draft, before: Running | null, nowMs: number): void {
    const { operation, row } = this.move;
    draft.alsoWrite((tx) => (this.isOver ? tx.moves.drop(operation.id) : tx.moves.put(row)));
    settleMove(draft, { row, operation, nowMs });
    const { description } = row;
    if (description !== null && before instanceof Moving && before.move.row.description === null) {
      draft.after(() => this.#ports.learnWriting(row.machine, description));
    }
    const wasOpen = before !== null && !hasEnded(before.operation.state);
    const recorded = wasOpen ? recordedMove(this.move) : null;
    if (recorded === null) return;
    draft.alsoWrite((tx) => tx.moves.record(recorded, recordedKept));
    draft.after(() => this.#ports.learn(recorded));
  }
}
