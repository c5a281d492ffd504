import { mkdirSync } from "node:fs";
import { text } from "node:stream/consumers";
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

/**
 * `novacron-agent gate`: one end of one move's control connection, as a process of its own, so that the move survives
 * an agent that is killed or replaced while it goes on. Reads its order from standard input, answers one line when it
 * listens, and leaves what happened in its folder.
 */
export async function runGate(): Promise<void> {
  const given = await text(process.stdin);
  // Begun for a move that did not come, or its agent is gone.
  if (given === "") return;
  const order = gateOrder.parse(JSON.parse(given));
  // Whoever began it may be gone by the time that it has something to say.
  process.stdout.on("error", () => undefined);
  mkdirSync(order.folder, { recursive: true, mode: 0o700 });
  const book = new RecordBook(order);
  try {
    await (order.role === "target" ? runTarget(order, book) : runSource(order, book));
  } catch (error) {
    const problem = error instanceof NovaError ? error.message : "the gate could not begin";
    book.change({ ended: true, problem });
    process.stdout.write(`${JSON.stringify({ problem })}\n`);
    process.exitCode = 1;
  }
}

async function runTarget(order: TargetOrder, book: RecordBook): Promise<void> {
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
  onSignals(book, () => void gate.stop());
  book.open({ port });
  const end = await gate.ended.catch((error: NovaError) => ({ refused: error }));
  book.change({ ended: true, problem: end.refused?.message ?? null });
  await gate.stop();
}

async function runSource(order: SourceOrder, book: RecordBook): Promise<void> {
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
  onSignals(book, () => over.resolve());
  book.open({ uri });
  await over.promise;
  await gate.stop();
  book.change({ ended: true, held: false });
}

/** A plain end is obeyed only while no libvirtd is kept waiting; the other always. */
function onSignals(book: RecordBook, end: () => void): void {
  process.on("SIGTERM", () => {
    if (!book.isHanging) end();
  });
  process.on(letGoSignal, end);
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
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

  open(where: { readonly port: number } | { readonly uri: string }): void {
    this.change(where);
    process.stdout.write(`${JSON.stringify(where)}\n`);
  }

  finish({ stage }: FinishState): void {
    this.change({ finish: stage });
  }

  change(change: Partial<GateRecord>): void {
    this.#record = { ...this.#record, ...change };
    writeGateRecord(this.#folder, this.#record);
  }
}
