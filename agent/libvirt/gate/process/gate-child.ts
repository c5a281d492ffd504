import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { GateOrder } from "./gate-order.ts";

/** Where it listens, or why it could not begin. */
export interface GateAnswer {
  readonly port?: number;
  readonly uri?: string;
  readonly problem?: string;
}

export interface GateChildOptions {
  /** Program and arguments that run `runGate`. */
  readonly command: readonly string[];
  /** The move it was ordered for has ended well: it waits for another. */
  readonly onFree: (child: GateChild) => void;
  readonly onGone: (child: GateChild) => void;
}

type Piped = ChildProcess & {
  readonly stdin: NonNullable<ChildProcess["stdin"]>;
  readonly stdout: NonNullable<ChildProcess["stdout"]>;
};

const openMs = 15_000;

/**
 * The process of a gate as the agent has it: it waits for its order, and for another once it has said that it is free.
 * It is never given one before: whoever reads in a gate's record that it has not ended knows that its process serves no other.
 */
export class GateChild {
  readonly #child: Piped;
  #answer: PromiseWithResolvers<GateAnswer> | null = null;
  #isGone = false;

  constructor({ command: [program = "", ...args], onFree, onGone }: GateChildOptions) {
    const child = spawn(program, args, { detached: true, stdio: ["pipe", "pipe", "ignore"] });
    this.#child = child as Piped;
    child.unref();
    const gone = (cause: unknown) => {
      this.#isGone = true;
      this.#fail(cause);
      onGone(this);
    };
    child.once("error", gone);
    child.once("exit", gone);
    this.#child.stdin.on("error", () => undefined);
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const said = JSON.parse(line) as GateAnswer & { readonly free?: true };
      // What it said before its end may be read after it.
      if (said.free !== true) this.#answer?.resolve(said);
      else if (!this.#isGone) onFree(this);
    });
    this.#keepsAgent(false);
  }

  /** Rejects where it ends, or does not answer in time, and then it is ended. */
  async order(order: GateOrder): Promise<GateAnswer> {
    this.#answer = Promise.withResolvers();
    const fail = () => this.#fail(new Error(`no answer within ${openMs} ms`));
    const timer = setTimeout(fail, openMs);
    this.#keepsAgent(true);
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    try {
      return await this.#answer.promise;
    } catch (error) {
      this.#child.kill("SIGKILL");
      throw error;
    } finally {
      clearTimeout(timer);
      this.#answer = null;
      this.#keepsAgent(false);
    }
  }

  /** It gets no further order: it ends with the move that it serves, or at once. */
  end(): void {
    this.#child.stdin.end();
  }

  #fail(cause: unknown): void {
    const attempted = "begin the process of a migration's gate";
    this.#answer?.reject(new NovaError("INTERNAL", attempted, { cause }));
  }

  /** A gate outlives its agent; what waits for a move that may never come keeps no agent from ending. */
  #keepsAgent(keeps: boolean): void {
    for (const stream of [this.#child.stdin, this.#child.stdout] as unknown as Socket[]) {
      if (keeps) stream.ref();
      else stream.unref();
    }
  }
}
