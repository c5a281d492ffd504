import type { CommandId } from "@novacron/protocol/domain/ids";
import type { StateTx } from "../../ports/state-store.ts";
import { BoundedMap } from "../support/bounded-map.ts";

const key = "turn";
/** Turns of one life of the control plane; the next life begins after them, whatever this one used. */
const turnsPerLife = 2 ** 32;
const commandsKept = 20_000;

/**
 * Numbers that rise with what agents are told, over restarts too and without a clock. A command keeps its
 * number however often it is sent again, so an agent that forgot it can tell that it is an old one.
 */
export class Turns {
  readonly #ofCommands = new BoundedMap<CommandId, number>(commandsKept);
  #last = 0;

  async load(tx: StateTx): Promise<void> {
    const first = Number((await tx.getMeta(key)) ?? 0);
    await tx.putMeta(key, String(first + turnsPerLife));
    this.#last = first;
  }

  next(): number {
    this.#last += 1;
    return this.#last;
  }

  of(command: CommandId): number {
    const known = this.#ofCommands.get(command);
    if (known !== undefined) return known;
    const made = this.next();
    this.#ofCommands.set(command, made);
    return made;
  }
}
