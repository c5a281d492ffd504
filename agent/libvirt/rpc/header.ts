import { type XdrDecoder, XdrError } from "./xdr-decoder.ts";
import { XdrEncoder } from "./xdr-encoder.ts";

/** libvirt's virNetMessageHeader: the six words at the head of every message. */
export interface Header {
  program: number;
  version: number;
  procedure: number;
  type: MessageType;
  serial: number;
  status: MessageStatus;
}

export type MessageType = (typeof MESSAGE)[keyof typeof MESSAGE];
export type MessageStatus = (typeof STATUS)[keyof typeof STATUS];

/** virNetMessageType. */
export const MESSAGE = {
  call: 0,
  reply: 1,
  /** Sent unasked, by either side: events and keepalive. */
  message: 2,
  stream: 3,
  callWithFds: 4,
  replyWithFds: 5,
  streamHole: 6,
} as const;

/** virNetMessageStatus. */
export const STATUS = {
  ok: 0,
  error: 1,
  /** Stream packets only: more is to come. */
  continue: 2,
} as const;

/** The length word, which counts itself. */
export const LENGTH_BYTES = 4;
/** VIR_NET_MESSAGE_HEADER_MAX. */
export const HEADER_BYTES = 24;
/** VIR_NET_MESSAGE_MAX, without the length word. */
export const MESSAGE_MAX_BYTES = 33_554_432;
/** VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX: no peer of any version refuses a stream packet of this. */
export const STREAM_PAYLOAD_MAX_BYTES = 262_120;

/** Throws XdrError where the words make no header. */
export function decodeHeader(input: XdrDecoder): Header {
  const program = input.uint();
  const version = input.uint();
  const procedure = input.int();
  const type = input.int();
  const serial = input.uint();
  const status = input.int();
  if (type < 0 || type > 6) throw new XdrError(`unknown message type ${type}`);
  if (status < 0 || status > 2) throw new XdrError(`unknown message status ${status}`);
  return {
    program,
    version,
    procedure,
    type: type as MessageType,
    serial,
    status: status as MessageStatus,
  };
}

/** A whole frame: length word, header, and what `payload` writes. */
export function encodeFrame(header: Header, payload?: (out: XdrEncoder) => void): Buffer {
  const out = new XdrEncoder(LENGTH_BYTES + MESSAGE_MAX_BYTES);
  out.uint(0);
  out.uint(header.program);
  out.uint(header.version);
  out.int(header.procedure);
  out.int(header.type);
  out.uint(header.serial);
  out.int(header.status);
  payload?.(out);
  const frame = out.finish();
  frame.writeUInt32BE(frame.length, 0);
  return frame;
}

/** A whole frame whose payload is bytes as they are, such as a stream packet. */
export function encodeRawFrame(header: Header, payload: Uint8Array): Buffer {
  return encodeFrame(header, (out) => out.raw(payload));
}
