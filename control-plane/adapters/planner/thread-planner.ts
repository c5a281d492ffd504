import type { Worker } from "node:worker_threads";
import { fromProblem, NovaError } from "@novacron/protocol/errors/nova-error";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { Plan, PlanEffort, Planner } from "../../ports/planner.ts";
import { startThread } from "./start-thread.ts";
import type { PlanAnswer, PlanTask } from "./worker.ts";

export interface PlannerLimits {
  /** Plans that wait beside the one that is made. */
  readonly waiting: number;
  readonly timeoutMs: number;
  /** Memory that one plan may take. */
  readonly memoryMiB: number;
  /** A thread without work stays so long. */
  readonly idleMs: number;
}

export const plannerLimits: PlannerLimits = {
  waiting: 8,
  timeoutMs: 120_000,
  memoryMiB: 1_024,
  idleMs: 30_000,
};

interface Job {
  readonly task: PlanTask;
  readonly attempted: string;
  readonly answer: PromiseWithResolvers<Plan>;
}

interface Running {
  readonly job: Job;
  readonly timer: NodeJS.Timeout;
}

/**
 * One plan at a time in a thread. The solver runs to its end without a look around, so that to give up is to end its
 * thread; the next plan begins another. A thread without work ends after a while.
 */
export class ThreadPlanner implements Planner {
  readonly #limits: PlannerLimits;
  readonly #waiting: Job[] = [];
  #running: Running | null = null;
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(limits: Partial<PlannerLimits> = {}) {
    this.#limits = { ...plannerLimits, ...limits };
  }

  async plan(fleet: PlanFleet, effort: PlanEffort, signal?: AbortSignal): Promise<Plan> {
    const attempted = `plan a fleet of ${fleet.hosts.length} hosts and ${fleet.machines.length} machines`;
    if (this.#isStopped || signal?.aborted) throw new NovaError("CANCELLED", attempted);
    const { waiting } = this.#limits;
    if (this.#waiting.length >= waiting) {
      throw new NovaError("OVERLOADED", attempted, { details: { waiting } });
    }
    const job: Job = { task: { fleet, effort }, attempted, answer: Promise.withResolvers() };
    const cancel = () => this.#giveUp(job);
    signal?.addEventListener("abort", cancel, { once: true });
    this.#waiting.push(job);
    this.#next();
    try {
      return await job.answer.promise;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const job of [...this.#waiting]) this.#giveUp(job);
    if (this.#running !== null) this.#giveUp(this.#running.job);
    await this.#endThread();
  }

  #giveUp(job: Job): void {
    const error = new NovaError("CANCELLED", job.attempted);
    const place = this.#waiting.indexOf(job);
    if (place < 0) return this.#fail(job, error);
    this.#waiting.splice(place, 1);
    job.answer.reject(error);
  }

  #next(): void {
    const job = this.#running === null ? this.#waiting.shift() : undefined;
    if (job === undefined) return;
    clearTimeout(this.#idle);
    const { timeoutMs } = this.#limits;
    const late = () =>
      new NovaError("DEADLINE_EXCEEDED", job.attempted, { details: { timeoutMs } });
    const timer = setTimeout(() => this.#fail(job, late()), timeoutMs);
    this.#running = { job, timer };
    this.#worker ??= this.#thread();
    this.#worker.postMessage(job.task);
  }

  #thread(): Worker {
    const { memoryMiB } = this.#limits;
    const worker = startThread({
      name: "planner",
      resourceLimits: { maxOldGenerationSizeMb: memoryMiB },
    });
    const died = (cause: unknown) => {
      if (this.#worker !== worker) return;
      this.#worker = null;
      if (this.#running !== null) this.#fail(this.#running.job, broken(this.#running.job, cause));
    };
    worker.on("message", (answer: PlanAnswer) => {
      const job = this.#worker === worker ? this.#ended() : null;
      if ("plan" in answer) job?.answer.resolve(answer.plan);
      else job?.answer.reject(fromProblem(answer.problem));
      this.#next();
    });
    worker.on("error", died);
    worker.on("exit", () => died(null));
    return worker;
  }

  #fail(job: Job, error: NovaError): void {
    if (this.#running?.job !== job) return;
    this.#ended();
    void this.#endThread();
    job.answer.reject(error);
    this.#next();
  }

  /** The job that was under way. */
  #ended(): Job | null {
    const running = this.#running;
    this.#running = null;
    clearTimeout(running?.timer);
    this.#idle = setTimeout(() => void this.#endThread(), this.#limits.idleMs);
    this.#idle.unref();
    return running?.job ?? null;
  }

  async #endThread(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }
}

function broken({ attempted }: Job, cause: unknown): NovaError {
  return new NovaError("INTERNAL", attempted, { cause, next: "Look at the control plane's log" });
}
