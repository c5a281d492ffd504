import { domainMigrateFinish3Params } from "../generated/domain-migrate.ts";
import { decodeHeader, type Header, MESSAGE, STATUS } from "../rpc/header.ts";
import { KEEPALIVE_PROGRAM, PING } from "../rpc/keepalive.ts";
import { XdrDecoder } from "../rpc/xdr-decoder.ts";

/**
 * The one moment of a move in which its control connection must not look broken. libvirt's Finish starts the
 * target's copy; where its answer is lost, the source's libvirtd takes that for "not started" and lets its own copy
 * run on (virDomainMigrateVersion3Full: "there is a small chance that the ddom is NULL due to an RPC failure, in
 * which case ddom could in fact be running on the dest"). So both ends of a gate watch for it.
 *
 *   none ──Finish, cancelled──> cancelled
 *     └────Finish──> hanging ──its answer──> answered
 */
export interface FinishState {
  readonly stage: "none" | "cancelled" | "hanging" | "answered";
  /** Of the call that is to start the target's copy. */
  readonly serial: number | null;
  /** The answer says that it did not come to its end: in post-copy half of the machine may wait there. */
  readonly hasFailed?: boolean;
}

export const finishStart: FinishState = { stage: "none", serial: null };

/** A frame, without its length word, from the source's libvirtd to the target's. Pure. */
export function sawCall(state: FinishState, frame: Buffer): FinishState {
  const input = new XdrDecoder(frame);
  const header = decodeHeader(input);
  const { number, program } = domainMigrateFinish3Params;
  if (header.program !== program || header.procedure !== number) return state;
  if (header.type !== MESSAGE.call) return state;
  const { cancelled } = domainMigrateFinish3Params.args.decode(input);
  if (cancelled !== 0) return { stage: "cancelled", serial: null };
  return { stage: "hanging", serial: header.serial };
}

/** A frame from the target's libvirtd to the source's. Pure. */
export function sawReply(state: FinishState, frame: Buffer): FinishState {
  if (state.stage !== "hanging") return state;
  const header = decodeHeader(new XdrDecoder(frame));
  const { number, program } = domainMigrateFinish3Params;
  const isAnswer =
    header.program === program &&
    header.procedure === number &&
    header.type === MESSAGE.reply &&
    header.serial === state.serial;
  if (!isAnswer) return state;
  return { ...state, stage: "answered", hasFailed: header.status !== STATUS.ok };
}

/** Asked by either libvirtd of the other; who is kept waiting must be answered, or gives up after 30 s. */
export function isPing(frame: Buffer): boolean {
  const header: Header = decodeHeader(new XdrDecoder(frame));
  return header.program === KEEPALIVE_PROGRAM && header.procedure === PING;
}
