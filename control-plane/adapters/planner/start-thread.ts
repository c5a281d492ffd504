import { getAsset, isSea } from "node:sea";
import { Worker, type WorkerOptions } from "node:worker_threads";

/** The thread of `worker.ts`; a single binary carries it bundled, as text, since it has no files beside it. */
export function startThread(options: WorkerOptions): Worker {
  if (!isSea()) return new Worker(new URL("./worker.ts", import.meta.url), options);
  return new Worker(getAsset("planner-worker.cjs", "utf8"), { ...options, eval: true });
}
