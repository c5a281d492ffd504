import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { Clock } from "../../../ports/clock.ts";

export interface SpareGatesOptions {
  /** Program and arguments that run `runGate`. */
  readonly command: readonly string[];
  readonly clock: Clock;
}

/** A check of a move is followed by the move, or by nothing. */
const keptMs = 30_000;
const most = 4;

interface Spare {
  readonly child: GateChild;
  readonly cancel: () => void;
}

export type GateChild = ChildProcess & {
  readonly stdin: NonNullable<ChildProcess["stdin"]>;
  readonly stdout: NonNullable<ChildProcess["stdout"]>;
};

/**
 * Gates' processes begun a moment before they are needed, while a move is still being checked: to load the program
 * takes longer than all that comes before the move. Each waits for its order, and ends where none comes: after a while,
 * or with the agent.
 */
export class SpareGates {
  readonly #options: SpareGatesOptions;
  readonly #spares = new Map<MachineId, Spare>();

  constructor(options: SpareGatesOptions) {
    this.#options = options;
  }

  /** For the move of this machine; nothing where one waits already, or too many do. */
  begin(machine: MachineId): void {
    if (this.#spares.has(machine) || this.#spares.size >= most) return;
    const child = beginGate(this.#options.command);
    const forget = () => {
      if (this.#spares.get(machine)?.child !== child) return;
      this.#spares.get(machine)?.cancel();
      this.#spares.delete(machine);
    };
    const cancel = this.#options.clock.after(keptMs, () => {
      forget();
      // A gate without an order ends.
      child.stdin.end();
    });
    this.#spares.set(machine, { child, cancel });
    child.once("exit", forget);
    child.once("error", forget);
    // What waits for a move that may never come keeps no agent from ending.
    for (const stream of [child.stdin, child.stdout]) (stream as Socket).unref();
  }

  /** The one that waits for this machine's move, or a new one. */
  take(machine: MachineId): GateChild {
    const spare = this.#spares.get(machine);
    if (spare === undefined) return beginGate(this.#options.command);
    this.#spares.delete(machine);
    spare.cancel();
    for (const stream of [spare.child.stdin, spare.child.stdout]) (stream as Socket).ref();
    return spare.child;
  }
}

function beginGate([program = "", ...args]: readonly string[]): GateChild {
  const child = spawn(program, args, { detached: true, stdio: ["pipe", "pipe", "ignore"] });
  child.unref();
  child.stdin.on("error", () => undefined);
  child.on("error", () => undefined);
  return child;
}
