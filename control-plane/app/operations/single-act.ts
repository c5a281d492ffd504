import { hasEnded } from "@novacron/protocol/domain/operation";
import { settleOperation } from "../inventory/decisions.ts";
import type { Draft } from "../inventory/draft.ts";
import { dueMs, type EngineEvent, type Now, type OpenOperation, stepOperation } from "./engine.ts";
import { actionOf } from "./kinds.ts";
import type { Running, RunningEvent } from "./running.ts";

/** The kinds that are one act by one agent and one look at its result. */
export class SingleAct implements Running {
  readonly #open: OpenOperation;

  constructor(open: OpenOperation) {
    this.#open = open;
  }

  get operation() {
    return this.#open.operation;
  }

  get hosts() {
    return [this.#open.operation.host];
  }

  get isOver() {
    return hasEnded(this.#open.operation.state);
  }

  get dueMs() {
    return dueMs(this.#open);
  }

  get deadlineMs() {
    return this.#open.deadlineMs;
  }

  step(event: RunningEvent, now: Now): ReturnType<Running["step"]> {
    const { host } = this.operation;
    const known = eventOf(event, host);
    if (known === null) return [this, []];
    const [after, effects] = stepOperation(this.#open, known, now);
    const next = after === this.#open ? this : new SingleAct(after);
    return [next, effects.map((one) => (one.type === "contradiction" ? one : { ...one, host }))];
  }

  act() {
    return actionOf(this.operation);
  }

  write(draft: Draft): void {
    if (this.isOver) settleOperation(draft, this.operation);
  }
}

function eventOf(event: RunningEvent, host: Running["hosts"][number]): EngineEvent | null {
  switch (event.type) {
    case "observed":
    case "tick":
      return { type: event.type, ...event.see(host) };
    case "turn":
    case "sampled":
    case "waits":
    case "adjust":
    case "refused":
      return null;
    default:
      return event;
  }
}
