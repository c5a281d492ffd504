import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { OutputTail } from "../../../process/output-tail.ts";
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
  /** It ended as none should: how, and what it said last. */
  readonly onDeath: (child: GateChild, how: string) => void;
}

type Piped = ChildProcess & {
  readonly stdin: NonNullable<ChildProcess["stdin"]>;
  readonly stdout: NonNullable<ChildProcess["stdout"]>;
  readonly stderr: NonNullable<ChildProcess["stderr"]>;
};

interface Ending {
  readonly error?: Error;
  readonly code?: number | null;
  readonly signal?: NodeJS.Signals | null;
}

const openMs = 15_000;
/** What is shown of its standard error. */
const saidMax = 3_000;
/** How long its words are waited for that others hold open. */
const drainMs = 500;

/**
 * The process of a gate as the agent has it: it waits for its order, and for another once it has said that it is free.
 * It is never given one before: whoever reads in a gate's record that it has not ended knows that its process serves no other.
 */
export class GateChild {
  readonly #child: Piped;
  readonly #said = new OutputTail(saidMax);
  readonly #death = Promise.withResolvers<string | null>();
  #answer: PromiseWithResolvers<GateAnswer> | null = null;
  #isGone = false;

  constructor({ command: [program = "", ...args], onFree, onGone, onDeath }: GateChildOptions) {
    const child = spawn(program, args, { detached: true, stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child as Piped;
    child.unref();
    const gone = async (end: Ending) => {
      this.#isGone = true;
      onGone(this);
      const how = await this.#howItEnded(end);
      this.#fail(how ?? "it has ended");
      if (how !== null) onDeath(this, how);
      this.#death.resolve(how);
    };
    child.once("error", (error) => void gone({ error }));
    child.once("exit", (code, signal) => void gone({ code, signal }));
    this.#child.stdin.on("error", () => undefined);
    this.#child.stderr.on("data", (chunk: Buffer) => this.#said.add(chunk));
    createInterface({ input: this.#child.stdout }).on("line", (line) => {
      const said = JSON.parse(line) as GateAnswer & { readonly free?: true };
      // What it said before its end may be read after it.
      if (said.free !== true) this.#answer?.resolve(said);
      else if (!this.#isGone) onFree(this);
    });
    this.#keepsAgent(false);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Rejects where it ends, or does not answer in time, and then it is ended. */
  async order(order: GateOrder): Promise<GateAnswer> {
    this.#answer = Promise.withResolvers();
    const fail = () => this.#fail(`no answer within ${openMs} ms`);
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

  /** How it died and what it said last, once that is known; null where it ended as it should, or has not. */
  get death(): Promise<string | null> {
    return this.#isGone ? this.#death.promise : Promise.resolve(null);
  }

  async #howItEnded({ error, code, signal }: Ending): Promise<string | null> {
    if (error !== undefined) return `it could not be begun (${error.message})`;
    const { stderr } = this.#child;
    // What it said before its end may be read after it.
    if (!stderr.closed) {
      await once(stderr, "close", { signal: AbortSignal.timeout(drainMs) }).catch(() => undefined);
      stderr.destroy();
    }
    if (code === 0) return null;
    const how = code === null ? `${signal} ended it` : `it ended with status ${code}`;
    const said = this.#said.text.trim();
    return said === "" ? how : `${how} and said: ${said}`;
  }

  #fail(why: string): void {
    const attempted = "begin the process of a migration's gate";
    this.#answer?.reject(new NovaError("INTERNAL", attempted, { cause: new Error(why) }));
  }

  /** A gate outlives its agent; what waits for a move that may never come keeps no agent from ending. */
  #keepsAgent(keeps: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const stream of [stdin, stdout, stderr] as unknown as Socket[]) {
      if (keeps) stream.ref();
      else stream.unref();
    }
  }
}
