import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { search } from "@novacron/control-plane/app/placement/search";
import type { Style } from "@novacron/control-plane/app/placement/style";
import { readInstance } from "./instance.ts";

export interface WorkerTask {
  readonly instance: string;
  readonly assignment: string;
  readonly seed: number;
  readonly style: Style;
  /** Wall clock, in milliseconds since the epoch. */
  readonly beginsAt: number;
  readonly endsAt: number;
}

export interface WorkerNews {
  readonly cost: number;
  readonly placement: Int32Array;
  readonly steps: number;
  readonly done: boolean;
}

/** Between two answers on the way: each is copied, so not every small step is told. */
const tellEachMs = 500;

const task = workerData as WorkerTask;
const model = readInstance(readFileSync(task.instance), readFileSync(task.assignment));
let toldAt = Date.now();
const tell = (news: WorkerNews): void => {
  toldAt = Date.now();
  parentPort?.postMessage(news);
};
const result = search(model, {
  seed: task.seed,
  steps: Number.POSITIVE_INFINITY,
  style: task.style,
  spent: () => (Date.now() - task.beginsAt) / (task.endsAt - task.beginsAt),
  onBetter: (cost, placement) => {
    if (Date.now() - toldAt >= tellEachMs) tell({ cost, placement, steps: 0, done: false });
  },
});
tell({ ...result, done: true });
