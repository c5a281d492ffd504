import type { Worker } from "node:worker_threads";
import { fromProblem, NovaError } from "@novacron/protocol/errors/nova-error";
import { startThread } from "./start-thread.ts";
import type { AnswerMessage, WorkerSetup } from "./worker-calls.ts";

type Method = (...args: never[]) => unknown;

interface Waiting {
  readonly attempted: string;
  readonly resolve: (value: never) => void;
  readonly reject: (error: NovaError) => void;
}

/** After a thread died it is begun anew at the next call, but not more often than this. */
const restartPauseMs = 1_000;

/** Calls into one worker thread. A thread that dies fails the calls it held and is begun anew. */
export class WorkerClient<Calls extends { readonly [Name in keyof Calls]: Method }> {
  readonly #setup: WorkerSetup;
  readonly #onDamage: (path: string) => void;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #nextId = 1;
  #diedAt = Number.NEGATIVE_INFINITY;
  /** How often the thread died by itself. */
  deaths = 0;

  constructor(setup: WorkerSetup, onDamage: (path: string) => void) {
    this.#setup = setup;
    this.#onDamage = onDamage;
  }

  /** Resolves when the thread has opened its files. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      const worker = startThread({
        workerData: this.#setup,
        name: `metrics-${this.#setup.role}`,
      });
      this.#worker = worker;
      worker.on("message", (message: AnswerMessage) => {
        if ("ready" in message) resolve();
        else this.#settle(message);
      });
      worker.on("error", (error) => {
        reject(asNova(error, this.#attempted("open")));
        this.#died(worker, error);
      });
      worker.on("exit", () => {
        reject(new NovaError("STORE_UNAVAILABLE", this.#attempted("open")));
        this.#died(worker, null);
      });
    });
  }

  async call<Name extends keyof Calls & string>(
    name: Name,
    args: Parameters<Calls[Name]>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<ReturnType<Calls[Name]>> {
    if (this.#worker === null) await this.#restart(name);
    const worker = this.#worker;
    const attempted = this.#attempted(name);
    if (worker === null) throw new NovaError("STORE_UNAVAILABLE", attempted);
    return new Promise((resolve, reject) => {
      const id = this.#nextId;
      this.#nextId += 1;
      this.#waiting.set(id, { attempted, resolve, reject });
      worker.postMessage({ id, name, args }, [...transfer]);
    });
  }

  /** Ends the thread where it stands. What it holds open is closed by its end. */
  async terminate(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
    this.#failAll(null);
  }

  async #restart(name: string): Promise<void> {
    if (performance.now() - this.#diedAt < restartPauseMs) {
      throw new NovaError("STORE_UNAVAILABLE", this.#attempted(name));
    }
    this.#diedAt = performance.now();
    await this.start();
  }

  #died(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.deaths += 1;
    this.#diedAt = performance.now();
    this.#failAll(error);
  }

  #failAll(cause: unknown): void {
    for (const { attempted, reject } of this.#waiting.values()) {
      reject(new NovaError("STORE_UNAVAILABLE", attempted, { cause }));
    }
    this.#waiting.clear();
  }

  #settle(message: Exclude<AnswerMessage, { readonly ready: true }>): void {
    if ("damaged" in message) {
      this.#onDamage(message.damaged);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (waiting === undefined) return;
    if ("problem" in message) waiting.reject(fromProblem(message.problem));
    else waiting.resolve(message.value as never);
  }

  #attempted(name: string): string {
    return `${name} in the metric store in ${this.#setup.folder}`;
  }
}

function asNova(error: unknown, attempted: string): NovaError {
  // An error that crosses threads keeps its fields but not its class.
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : null;
  if (code === "SCHEMA_NEWER") return new NovaError("SCHEMA_NEWER", attempted, { cause: error });
  return new NovaError("STORE_UNAVAILABLE", attempted, { cause: error });
}
