import { mkdirSync } from "node:fs";
import { createInterface } from "node:readline";
import { crashText } from "@novacron/protocol/errors/crash-text";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { SystemClock } from "../../../clock/system-clock.ts";
import { processStart } from "../../../process/status-file.ts";
import type { FinishState } from "../finish-watch.ts";
import { isHost } from "../peer-host.ts";
import { SourceGate } from "../source-gate.ts";
import { TargetGate } from "../target-gate.ts";
import {
  type GateOrder,
  gateOrder,
  letGoSignal,
  type SourceOrder,
  type TargetOrder,
} from "./gate-order.ts";
import { type GateRecord, writeGateRecord } from "./gate-record.ts";

/** Moves that one process serves; the next has a process of its own. */
const movesMax = 100;

/**
 * `novacron-agent gate`: one end of one move's control connection, as a process of its own, so that the move survives
 * an agent that is killed or replaced while it goes on. Reads its order from a line of standard input, answers one line when
 * it listens, and leaves what happened in its folder. After a move that ended well nothing of it is left, and the process
 * may be given another; it ends with the last one, where its agent is gone or needs none.
 */
export async function runGate(): Promise<void> {
  // Whoever began it may be gone by the time that it has something to say.
  process.stdout.on("error", () => undefined);
  process.stderr.on("error", () => undefined);
  let moves = 0;
  for await (const line of createInterface({ input: process.stdin })) {
    const order = gateOrder.parse(JSON.parse(line));
    moves += 1;
    if (!(await serve(order)) || moves >= movesMax) break;
    say({ free: true });
  }
  process.stdin.destroy();
}

/** Whether it came to its end by itself, with the answer that was waited for. */
async function serve(order: GateOrder): Promise<boolean> {
  mkdirSync(order.folder, { recursive: true, mode: 0o700 });
  const book = new RecordBook(order);
  const signals = new Signals(book);
  const crashed = (error: unknown) => book.crashed(error);
  process.on("uncaughtExceptionMonitor", crashed);
  try {
    await (order.role === "target"
      ? runTarget(order, book, signals)
      : runSource(order, book, signals));
    return book.isAnswered && !signals.wasTold;
  } catch (error) {
    const problem = error instanceof NovaError ? error.message : "the gate could not begin";
    book.change({ ended: true, problem });
    say({ problem });
    process.exitCode = 1;
    return false;
  } finally {
    signals.stop();
    process.off("uncaughtExceptionMonitor", crashed);
  }
}

function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

async function runTarget(order: TargetOrder, book: RecordBook, signals: Signals): Promise<void> {
  const { ticket, secret, identity, listen, daemonSocket, validForMs, peer } = order;
  const gate = new TargetGate({
    ticket,
    secret,
    identity,
    isSource: (socket) => isHost(socket, peer),
    listen: { host: listen },
    daemonSocket,
    clock: new SystemClock(),
    validForMs,
    onFinish: (state) => book.finish(state),
  });
  const port = await gate.start(new AbortController().signal);
  signals.on(() => void gate.stop());
  book.open({ port });
  const end = await gate.ended.catch((error: NovaError) => ({ refused: error }));
  await gate.stop();
  book.change({ ended: true, problem: end.refused?.message ?? null });
}

async function runSource(order: SourceOrder, book: RecordBook, signals: Signals): Promise<void> {
  const { folder, target, secret, identity, peer } = order;
  const over = Promise.withResolvers<void>();
  const gate = new SourceGate({
    folder: `${folder}/s`,
    target,
    secret,
    identity,
    isTarget: (socket) => isHost(socket, peer),
    onFinish: (state) => book.finish(state),
    onHeld: () => book.change({ held: true }),
    onEnd: () => over.resolve(),
  });
  const uri = await gate.start(new AbortController().signal);
  signals.on(() => over.resolve());
  book.open({ uri });
  await over.promise;
  await gate.stop();
  book.change({ ended: true, held: false });
}

/** A plain end is obeyed only while no libvirtd is kept waiting; the other always. */
class Signals {
  /** It was told to end. */
  wasTold = false;
  readonly #book: RecordBook;
  readonly #handlers = new Map<NodeJS.Signals, () => void>();

  constructor(book: RecordBook) {
    this.#book = book;
  }

  on(end: () => void): void {
    const told = () => {
      this.wasTold = true;
      end();
    };
    this.#handlers.set("SIGTERM", () => !this.#book.isHanging && told());
    this.#handlers.set(letGoSignal, told);
    for (const signal of ["SIGINT", "SIGHUP"] as const) this.#handlers.set(signal, () => undefined);
    for (const [signal, handler] of this.#handlers) process.on(signal, handler);
  }

  stop(): void {
    for (const [signal, handler] of this.#handlers) process.off(signal, handler);
  }
}

class RecordBook {
  readonly #folder: string;
  #record: GateRecord;

  constructor(order: GateOrder) {
    this.#folder = order.folder;
    this.#record = {
      role: order.role,
      machine: order.role === "target" ? order.ticket.machine : order.machine,
      pid: process.pid,
      processStart: processStart(process.pid),
      port: null,
      uri: null,
      finish: "none",
      held: false,
      ended: false,
      problem: null,
    };
    writeGateRecord(this.#folder, this.#record);
  }

  get isHanging(): boolean {
    return this.#record.finish === "hanging" && !this.#record.ended;
  }

  get isAnswered(): boolean {
    const { finish, problem } = this.#record;
    return finish === "answered" && problem === null;
  }

  open(where: { readonly port: number } | { readonly uri: string }): void {
    this.change(where);
    say(where);
  }

  finish({ stage }: FinishState): void {
    this.change({ finish: stage });
  }

  /** For an agent that comes later: nobody may read what goes to standard error. */
  crashed(error: unknown): void {
    const [problem = ""] = crashText("its process", error).split("\n", 1);
    this.change({ problem });
  }

  change(change: Partial<GateRecord>): void {
    this.#record = { ...this.#record, ...change };
    writeGateRecord(this.#folder, this.#record);
  }
}
