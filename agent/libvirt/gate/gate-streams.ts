import type { Duplex } from "node:stream";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { LENGTH_BYTES } from "../rpc/header.ts";
import type { FrameReader } from "../transport/frame-reader.ts";

/** The whole frames that a chunk made, or the error after which nothing of this stream can be trusted. */
export function framesOf(reader: FrameReader, chunk: Buffer): readonly (Buffer | NovaError)[] {
  try {
    return reader.push(chunk);
  } catch (cause) {
    return [
      new NovaError("MIGRATION_GATE_REFUSED", "cut what a libvirtd sent into messages", { cause }),
    ];
  }
}

/** Sends a frame with its length word; `from` is held back while `to` is full. */
export function pass(from: Duplex, to: Duplex, frame: Buffer): void {
  if (to.destroyed || to.writableEnded || to.write(withLength(frame))) return;
  from.pause();
  to.once("drain", () => from.resume());
}

export function closed(side: Duplex): Promise<void> {
  if (side.destroyed) return Promise.resolve();
  return new Promise((resolve) => side.once("close", resolve));
}

function withLength(frame: Buffer): Buffer {
  const whole = Buffer.allocUnsafe(LENGTH_BYTES + frame.length);
  whole.writeUInt32BE(whole.length, 0);
  frame.copy(whole, LENGTH_BYTES);
  return whole;
}
