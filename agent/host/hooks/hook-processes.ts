import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { type HostHook, hookOutputMax } from "@novacron/protocol/domain/host-hook";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Clock } from "../../ports/clock.ts";
import type { HookOptions, HookOrder, HookRunner } from "../../ports/hooks.ts";
import { OutputTail } from "../../process/output-tail.ts";
import { runningHook, writeHookRecord } from "./hook-record.ts";
import { HookWatch } from "./hook-watch.ts";
import { hookProblem, listHooks } from "./judge-hooks.ts";

export interface HookProcessesOptions {
  /** Where the administrator of this host places hooks. */
  readonly folder: string;
  /** File that says which hook runs. */
  readonly record: string;
  readonly clock: Clock;
}

/** From the request to end until it is killed. */
const graceMs = 10_000;
/** How long output is waited for that others than the hook itself hold open. */
const drainMs = 1_000;
const tellEveryMs = 2_000;

/** Hooks as child processes: without a shell, with an environment of our own, in a process group of their own. */
export class HookProcesses implements HookRunner {
  readonly #options: HookProcessesOptions;

  constructor(options: HookProcessesOptions) {
    this.#options = options;
  }

  stillRuns(): string | null {
    const running = runningHook(this.#options.record);
    return running === null ? null : `hook ${running.name} still runs as process ${running.pid}`;
  }

  watch(changed: (hooks: HostHook[]) => void): () => void {
    const { folder, clock } = this.#options;
    const watch = new HookWatch(folder, clock, () => changed(listHooks(folder)));
    watch.start();
    return () => watch.stop();
  }

  async run({ name, timeoutMs }: HookOrder, options: HookOptions): Promise<string> {
    const attempted = `run hook ${name}`;
    const { folder, record, clock } = this.#options;
    const problem = hookProblem(folder, name);
    if (problem !== null) {
      const details = { hook: name, reason: problem };
      throw new NovaError("HOOK_REFUSED", `${attempted}: ${problem}`, { details });
    }
    const before = this.stillRuns();
    if (before !== null) {
      const next = "Wait until it has ended on the host, or end it there; then run it again";
      throw new NovaError("CONFLICT", `${attempted}: ${before}`, { next });
    }
    const child = spawn(join(folder, name), [], {
      cwd: "/",
      env: environmentOf(name),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const tail = new OutputTail(hookOutputMax);
    const ending = new Ending(child, clock);
    const stopAsking = this.#attend(child, { tail, ending, timeoutMs, ...options });
    try {
      if (child.pid !== undefined) writeHookRecord(record, name, child.pid);
      const status = await endOf(child, clock);
      return judged(status, { attempted, output: tail.text, why: ending.why });
    } catch (cause) {
      if (cause instanceof NovaError) throw cause;
      // One of which nothing is kept must not go on.
      ending.kill();
      const details = { hook: name, reason: "it could not be begun" };
      throw new NovaError("HOOK_REFUSED", attempted, { cause, details });
    } finally {
      stopAsking();
    }
  }

  #attend(
    child: ChildProcess,
    watch: HookOptions & { tail: OutputTail; ending: Ending; timeoutMs: number },
  ): () => void {
    const { tail, ending, signal, progress, timeoutMs } = watch;
    const { clock } = this.#options;
    const add = (chunk: Buffer) => tail.add(chunk);
    child.stdout?.on("data", add);
    child.stderr?.on("data", add);
    const cancelDeadline = clock.after(timeoutMs, () => ending.ask("DEADLINE_EXCEEDED"));
    const cancelled = () => ending.ask("CANCELLED");
    if (signal.aborted) cancelled();
    signal.addEventListener("abort", cancelled, { once: true });
    let said = "";
    let cancelTelling = () => {};
    const tell = () => {
      if (tail.line !== said) {
        said = tail.line;
        progress(said);
      }
      cancelTelling = clock.after(tellEveryMs, tell);
    };
    tell();
    return () => {
      cancelTelling();
      cancelDeadline();
      signal.removeEventListener("abort", cancelled);
      ending.stop();
    };
  }
}

type WhyEnded = "DEADLINE_EXCEEDED" | "CANCELLED";

/** Ends a hook with all that it began: asked first, killed after a while. */
class Ending {
  why: WhyEnded | null = null;
  readonly #child: ChildProcess;
  readonly #clock: Clock;
  #cancelKill = () => {};

  constructor(child: ChildProcess, clock: Clock) {
    this.#child = child;
    this.#clock = clock;
  }

  ask(why: WhyEnded): void {
    if (this.why !== null) return;
    this.why = why;
    this.#signal("SIGTERM");
    this.#cancelKill = this.#clock.after(graceMs, () => this.kill());
  }

  kill(): void {
    this.#signal("SIGKILL");
  }

  stop(): void {
    this.#cancelKill();
    // What it left running in its group ends with it.
    if (this.why !== null) this.kill();
  }

  #signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // All of it has ended.
    }
  }
}

interface Status {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Rejects where it could not be begun. */
async function endOf(child: ChildProcess, clock: Clock): Promise<Status> {
  const ended = Promise.withResolvers<Status>();
  child.once("error", ended.reject);
  child.once("exit", (code, signal) => {
    const end = () => ended.resolve({ code, signal });
    const cancel = clock.after(drainMs, end);
    child.once("close", () => {
      cancel();
      end();
    });
  });
  try {
    return await ended.promise;
  } finally {
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

function judged(
  { code, signal }: Status,
  told: { readonly attempted: string; readonly output: string; readonly why: WhyEnded | null },
): string {
  const { attempted, output, why } = told;
  const status = code === null ? { signal: signal ?? "" } : { exitCode: code };
  if (why !== null) throw new NovaError(why, attempted, { details: { ...status, output } });
  if (code === 0) return output;
  const how = code === null ? `was ended by ${signal}` : `ended with status ${code}`;
  throw new NovaError("HOOK_FAILED", `${attempted}, which ${how}`, {
    details: { ...status, output },
  });
}

function environmentOf(name: string): NodeJS.ProcessEnv {
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    LANG: "C.UTF-8",
    HOME: "/",
    NOVACRON_HOOK: name,
  };
}
