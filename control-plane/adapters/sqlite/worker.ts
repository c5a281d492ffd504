import { parentPort, workerData } from "node:worker_threads";
import { invariant, toProblem } from "@novacron/protocol/errors/nova-error";
import { MetricKeeper } from "./metric-keeper.ts";
import { MetricReader } from "./metric-reader.ts";
import { MetricWriter } from "./metric-writer.ts";
import { storeError } from "./sqlite-errors.ts";
import type { AnswerMessage, CallMessage, WorkerSetup } from "./worker-calls.ts";

// One thread of the SQLite metric store: told by its setup which. node:sqlite is synchronous, so
// each call runs to its end before the next begins.

const setup = workerData as WorkerSetup;
const port = parentPort;
invariant(port !== null, "runs as a worker");

const post = (answer: AnswerMessage): void => port.postMessage(answer);
const moving = new Int32Array(setup.moving);

const open: Readonly<Record<WorkerSetup["role"], () => object>> = {
  writer() {
    const writer = new MetricWriter({ folder: setup.folder, now: Date.now, moving });
    writer.open();
    return writer;
  },
  keeper() {
    const { folder, retention } = setup;
    const keeper = new MetricKeeper({ folder, retention, moving });
    keeper.open();
    return keeper;
  },
  reader: () => new MetricReader(setup.folder, moving, (path) => post({ damaged: path })),
};

const target = open[setup.role]();
port.on("message", (call: CallMessage) => answer(call));
post({ ready: true });

function answer({ id, name, args }: CallMessage): void {
  const attempted = `${setup.role} of metrics in ${setup.folder}: ${name}`;
  try {
    const method: unknown = Reflect.get(target, name);
    invariant(typeof method === "function", `${setup.role} has ${name}`);
    post({ id, value: Reflect.apply(method, target, args) });
  } catch (error) {
    post({ id, problem: toProblem(storeError(error, attempted, setup.folder), attempted) });
  }
}
