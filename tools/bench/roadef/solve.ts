import { readFileSync, renameSync, writeFileSync } from "node:fs";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { evaluate } from "@novacron/control-plane/app/placement/evaluate";
import type { PlacementModel } from "@novacron/control-plane/app/placement/model";
import { crowded, sparing, thorough } from "@novacron/control-plane/app/placement/style";
import { readInstance, writeAssignment } from "./instance.ts";
import type { WorkerNews, WorkerTask } from "./worker.ts";

export interface SolveOptions {
  readonly instance: string;
  readonly assignment: string;
  /** Null to keep the answer to itself. */
  readonly out: string | null;
  readonly seconds: number;
  /** When the time began to run, in milliseconds since the epoch. */
  readonly beganAt: number;
  readonly seed: number;
}

export interface Solved {
  readonly initial: number;
  readonly cost: number;
  readonly violations: number;
  readonly steps: number;
}

/**
 * Solves one instance on two cores. The initial assignment, which the challenge promises to be feasible, is
 * written at once, and a better one whenever it is due: at the end, on a signal, or when a worker fails.
 */
export async function solve(options: SolveOptions): Promise<Solved> {
  const { instance, assignment, out, seconds, beganAt } = options;
  if (out !== null) copyTo(out, readFileSync(assignment));
  const model = readInstance(readFileSync(instance), readFileSync(assignment));
  const initial = evaluate(model, model.initial).cost.total;
  let best = { cost: initial, placement: model.initial };
  let steps = 0;
  const save = () => {
    if (out !== null) copyTo(out, writeAssignment(best.placement, model.machines));
  };
  const take = (news: WorkerNews) => {
    steps += news.steps;
    if (news.cost < best.cost) best = { cost: news.cost, placement: news.placement };
  };
  const onSignal = () => {
    save();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, onSignal);
  const reserveMs = Math.min(2_000, 150 + seconds * 50);
  const endsAt = beganAt + seconds * 1_000 - reserveMs;
  // One of each for the two cores: what suits an instance differs.
  const second = model.transient.includes(1) ? sparing : crowded;
  const tasks = [thorough, second].map((style, index): WorkerTask => {
    return {
      instance,
      assignment,
      seed: options.seed + index,
      style,
      beginsAt: Date.now(),
      endsAt,
    };
  });
  await raceWorkers(tasks, { endsAt: endsAt + reserveMs / 2, take });
  save();
  process.removeListener("SIGTERM", onSignal).removeListener("SIGINT", onSignal);
  return { initial, ...judged(model, best.placement), steps };
}

/** What the evaluator says, not what the search believes. */
function judged(model: PlacementModel, placement: Int32Array) {
  const { cost, violations } = evaluate(model, placement);
  return { cost: cost.total, violations: violations.length };
}

/** Whole or not at all: a reader never sees half an answer. */
function copyTo(out: string, content: string | Uint8Array): void {
  writeFileSync(`${out}.part`, content);
  renameSync(`${out}.part`, out);
}

interface RaceOptions {
  /** Workers that are not done by then are stopped. */
  readonly endsAt: number;
  take(news: WorkerNews): void;
}

async function raceWorkers(tasks: readonly WorkerTask[], options: RaceOptions): Promise<void> {
  const workers = tasks.map(
    (workerData) => new Worker(new URL("./worker.ts", import.meta.url), { workerData }),
  );
  const late = new Promise<void>((resolve) => {
    setTimeout(resolve, Math.max(0, options.endsAt - Date.now())).unref();
  });
  const done = workers.map(
    (worker) =>
      new Promise<void>((resolve) => {
        worker.on("message", (news: WorkerNews) => {
          options.take(news);
          if (news.done) resolve();
        });
        worker.on("error", (error: unknown) => {
          process.stderr.write(`a worker failed: ${String(error)}\n`);
          resolve();
        });
        worker.on("exit", () => resolve());
      }),
  );
  await Promise.race([Promise.all(done), late]);
  await Promise.all(workers.map((worker) => worker.terminate()));
}
