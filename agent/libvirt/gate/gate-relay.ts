import type { Duplex } from "node:stream";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { LIBVIRT_CODE, remoteError } from "../errors.ts";
import { decodeHeader, encodeFrame, type Header, MESSAGE, STATUS } from "../rpc/header.ts";
import { keepaliveFrame, PONG } from "../rpc/keepalive.ts";
import { XdrDecoder } from "../rpc/xdr-decoder.ts";
import { FrameReader } from "../transport/frame-reader.ts";
import { type FinishState, finishStart, isPing, sawCall, sawReply } from "./finish-watch.ts";
import {
  type GatePhase,
  type GateState,
  type GateVerdict,
  gateStart,
  stepGate,
} from "./gate-rules.ts";
import { closed, framesOf, pass } from "./gate-streams.ts";
import type { GateTicket } from "./gate-ticket.ts";

/** How a gate's one connection ended. */
export interface GateEnd {
  readonly phase: GatePhase;
  /** Whether the target's copy was told to start; `hanging` where libvirtd never said how that went. */
  readonly finish: FinishState["stage"];
  /** In post-copy its source may come back to put together what was cut. */
  readonly isCut: boolean;
  /** Present where something was refused; the connection ended with it. */
  readonly refused: NovaError | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface GateRelayOptions {
  readonly ticket: GateTicket;
  /** Closes both sides; the migration then fails as with any lost connection. */
  readonly signal?: AbortSignal;
  /** Before the frame that changed it goes on: what is written down then holds whatever happens after. */
  readonly onFinish?: (state: FinishState) => void;
}

/**
 * Carries one connection from the source's libvirtd to this host's, frame by frame, as long as each frame is
 * part of the ticket's migration. Where the source is lost before it said Finish, this host's libvirtd loses it too and
 * destroys what has come; where it is lost after, libvirtd is kept until it has answered. Resolves when both sides
 * have closed; never rejects. Both directions are held back by the slower side; of a frame that is not whole no more is
 * kept than libvirt's largest message.
 */
export async function relayGate(
  source: Duplex,
  daemon: Duplex,
  { ticket, signal, onFinish }: GateRelayOptions,
): Promise<GateEnd> {
  const calls = new FrameReader();
  const answers = new FrameReader();
  const judge = new Judge(ticket);
  let finish = finishStart;
  let bytesIn = 0;
  let bytesOut = 0;
  const closeBoth = () => {
    source.destroy();
    daemon.destroy();
  };
  const isKept = () => finish.stage === "hanging" && signal?.aborted !== true;
  const step = (next: FinishState) => {
    if (next.stage === finish.stage) return;
    finish = next;
    onFinish?.(next);
  };
  signal?.addEventListener("abort", closeBoth, { once: true });
  for (const side of [source, daemon]) side.on("error", () => side.destroy());
  const ended = Promise.all([closed(source), closed(daemon)]);
  if (signal?.aborted === true) closeBoth();
  source.on("data", (chunk: Buffer) => {
    bytesIn += chunk.length;
    for (const frame of framesOf(calls, chunk)) {
      const judged = judge.of(frame);
      if (judged.pass) {
        step(sawCall(finish, frame as Buffer));
        pass(source, daemon, frame as Buffer);
        continue;
      }
      daemon.destroy();
      // The source's libvirtd goes on to close what it opened; an end without an answer would hide the reason.
      if (judged.header === null) return void source.end();
      if (judged.header.type === MESSAGE.call)
        source.write(errorReply(judged.header, judged.error));
    }
  });
  daemon.on("data", (chunk: Buffer) => {
    bytesOut += chunk.length;
    if (judge.refused !== null) return;
    for (const frame of framesOf(answers, chunk)) {
      if (frame instanceof NovaError) return void closeBoth();
      // Who awaits an answer must not lose patience with a source that may be away.
      if (isKept() && isPing(frame)) daemon.write(keepaliveFrame(PONG));
      else {
        step(sawReply(finish, frame));
        pass(daemon, source, frame);
      }
    }
    if (source.destroyed && !isKept()) daemon.end();
  });
  source.on("end", () => !isKept() && daemon.end());
  daemon.on("end", () => judge.refused === null && source.end());
  source.on("close", () => !isKept() && daemon.destroy());
  daemon.on("close", () => judge.refused === null && source.end());
  // Whoever read the first line has left its stream paused, and a listener alone does not wake that.
  source.resume();
  daemon.resume();
  await ended;
  signal?.removeEventListener("abort", closeBoth);
  const { phase, refused } = judge;
  const { stage, hasFailed } = finish;
  const isCut = stage === "hanging" || (stage === "answered" && hasFailed === true);
  return { phase, finish: stage, isCut, refused, bytesIn, bytesOut };
}

/** Holds each frame against the ticket; after the first refusal nothing passes any more. */
class Judge {
  refused: NovaError | null = null;
  readonly #ticket: GateTicket;
  #state: GateState = gateStart;

  constructor(ticket: GateTicket) {
    this.#ticket = ticket;
  }

  get phase(): GatePhase {
    return this.#state.phase;
  }

  of(frame: Buffer | NovaError): GateVerdict {
    if (frame instanceof NovaError) {
      this.refused ??= frame;
      return { pass: false, header: null, error: this.refused };
    }
    const [next, verdict] = stepGate(this.#state, frame, this.#ticket);
    this.#state = next;
    if (!verdict.pass) this.refused ??= verdict.error;
    if (this.refused === null) return verdict;
    const header = verdict.pass ? decodeHeader(new XdrDecoder(frame)) : verdict.header;
    return { pass: false, header, error: this.refused };
  }
}

/** What the source's libvirtd shows and logs as the reason why its migration failed. */
function errorReply(header: Header, error: NovaError): Buffer {
  const reply = { ...header, type: MESSAGE.reply, status: STATUS.error };
  return encodeFrame(reply, (out) =>
    remoteError.encode(out, {
      code: LIBVIRT_CODE.accessDenied,
      domain: fromRpc,
      message: `NovaCron's migration gate: ${error.message}`,
      level: errorLevel,
      dom: null,
      str1: null,
      str2: null,
      str3: null,
      int1: -1,
      int2: -1,
      net: null,
    }),
  );
}

/** VIR_FROM_RPC of virErrorDomain and VIR_ERR_ERROR of virErrorLevel. */
const fromRpc = 7;
const errorLevel = 2;
