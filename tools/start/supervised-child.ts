import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, copyFileSync, openSync, readFileSync, statSync, truncateSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { type ProcessRecord, recordOf } from "./run-state.ts";

export interface ChildPlan {
  readonly name: string;
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly logPath: string;
}

const logBytesMax = 64 * 1024 * 1024;
const stopLimitMs = 20_000;

/**
 * A process of ours in a session of its own: the terminal's Ctrl-C does not reach it, so that the order of
 * stopping is the starter's.
 */
export class SupervisedChild {
  readonly plan: ChildPlan;
  readonly #child: ChildProcess;
  /** Resolves when the process has ended. */
  readonly ended: Promise<string>;
  #isEnded = false;

  constructor(plan: ChildPlan) {
    this.plan = plan;
    boundLog(plan.logPath);
    const log = openSync(plan.logPath, "a", 0o600);
    const [program = "", ...args] = plan.command;
    this.#child = spawn(program, args, {
      stdio: ["ignore", log, log],
      env: plan.env,
      detached: true,
    });
    closeSync(log);
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#isEnded = true;
        resolve(how);
      };
      this.#child.on("error", (error) => end(error.message));
      this.#child.on("exit", (code, signal) => end(signal ?? `status ${code}`));
    });
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get record(): ProcessRecord {
    return recordOf(this.#child.pid ?? 0);
  }

  /** Asks it to end and, after a bounded wait, makes it. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    const late = new AbortController();
    const limit = delay(stopLimitMs, "late", { signal: late.signal }).catch(() => "ended");
    const first = await Promise.race([this.ended, limit]);
    late.abort();
    if (first !== "late") return;
    this.kill();
    await this.ended;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  /** The last lines it wrote, for a message about its end. */
  lastLines(count = 12): string {
    const text = readFileSync(this.plan.logPath, "utf8").trimEnd();
    return text.split("\n").slice(-count).join("\n");
  }
}

/** Keeps a log and the one before it below a size; appending goes on at the start of the emptied file. */
export function boundLog(path: string): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size < logBytesMax) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}
