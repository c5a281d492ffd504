import type { Duplex } from "node:stream";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { LIBVIRT_CODE, remoteError } from "../errors.ts";
import {
  decodeHeader,
  encodeFrame,
  type Header,
  LENGTH_BYTES,
  MESSAGE,
  STATUS,
} from "../rpc/header.ts";
import { XdrDecoder } from "../rpc/xdr-decoder.ts";
import { FrameReader } from "../transport/frame-reader.ts";
import {
  type GatePhase,
  type GateState,
  type GateVerdict,
  gateStart,
  stepGate,
} from "./gate-rules.ts";
import type { GateTicket } from "./gate-ticket.ts";

/** How a gate's one connection ended. */
export interface GateEnd {
  readonly phase: GatePhase;
  /** Present where something was refused; the connection ended with it. */
  readonly refused: NovaError | null;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

export interface GateRelayOptions {
  readonly ticket: GateTicket;
  /** Closes both sides; the migration then fails as with any lost connection. */
  readonly signal?: AbortSignal;
}

/**
 * Carries one connection from the source's libvirtd to this host's, frame by frame, as long as each frame is
 * part of the ticket's migration. Resolves when either side has closed; never rejects. Both directions are held
 * back by the slower side; of a frame that is not whole no more is kept than libvirt's largest message.
 */
export async function relayGate(
  source: Duplex,
  daemon: Duplex,
  { ticket, signal }: GateRelayOptions,
): Promise<GateEnd> {
  const reader = new FrameReader();
  let state: GateState = gateStart;
  let refused: NovaError | null = null;
  let bytesIn = 0;
  let bytesOut = 0;
  const closeBoth = () => {
    source.destroy();
    daemon.destroy();
  };
  signal?.addEventListener("abort", closeBoth, { once: true });
  for (const side of [source, daemon]) side.on("error", closeBoth);
  const ended = Promise.all([closed(source), closed(daemon)]);
  if (signal?.aborted === true) closeBoth();
  const judge = (frame: Buffer): GateVerdict => {
    const [next, verdict] = stepGate(state, frame, ticket);
    state = next;
    if (refused === null || !verdict.pass) return verdict;
    return { pass: false, header: decodeHeader(new XdrDecoder(frame)), error: refused };
  };
  source.on("data", (chunk: Buffer) => {
    bytesIn += chunk.length;
    for (const frame of framesOf(reader, chunk)) {
      const judged = frame instanceof NovaError ? lost(frame) : judge(frame);
      if (judged.pass) {
        if (!daemon.write(withLength(frame as Buffer))) holdBack(source, daemon);
        continue;
      }
      refused ??= judged.error;
      daemon.destroy();
      // The source's libvirtd goes on to close what it opened; an end without an answer would hide the reason.
      if (judged.header === null) return void source.end();
      if (judged.header.type === MESSAGE.call) source.write(errorReply(judged.header, refused));
    }
  });
  daemon.on("data", (chunk: Buffer) => {
    bytesOut += chunk.length;
    if (refused === null && !source.write(chunk)) holdBack(daemon, source);
  });
  source.on("end", () => daemon.end());
  daemon.on("end", () => refused === null && source.end());
  source.on("close", () => daemon.destroy());
  daemon.on("close", () => refused === null && source.end());
  // Whoever read the first line has left its stream paused, and a listener alone does not wake that.
  source.resume();
  daemon.resume();
  await ended;
  signal?.removeEventListener("abort", closeBoth);
  return { phase: state.phase, refused, bytesIn, bytesOut };
}

function framesOf(reader: FrameReader, chunk: Buffer): readonly (Buffer | NovaError)[] {
  try {
    return reader.push(chunk);
  } catch (cause) {
    return [
      new NovaError("MIGRATION_GATE_REFUSED", "cut what the source sent into messages", { cause }),
    ];
  }
}

function lost(error: NovaError) {
  return { pass: false, header: null, error } as const;
}

function withLength(frame: Buffer): Buffer {
  const whole = Buffer.allocUnsafe(LENGTH_BYTES + frame.length);
  whole.writeUInt32BE(whole.length, 0);
  frame.copy(whole, LENGTH_BYTES);
  return whole;
}

function holdBack(from: Duplex, to: Duplex): void {
  from.pause();
  to.once("drain", () => from.resume());
}

function closed(side: Duplex): Promise<void> {
  if (side.destroyed) return Promise.resolve();
  return new Promise((resolve) => side.once("close", resolve));
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
