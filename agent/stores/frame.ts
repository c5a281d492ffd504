import { crc32 } from "node:zlib";

/**
 * One record of an outbox segment, little endian:
 *
 *   0  u32 CRC-32 of everything after it     9  u8  zero
 *   4  u32 length of the payload            10  u48 seq
 *   8  u8  type                             16  f64 at, ms        24  payload
 */
export const frameHeaderBytes = 24;
/** Larger than any batch; a length beyond it is damage and never allocated. */
export const maxPayloadBytes = 8 * 1024 * 1024;

export const frameTypes = { entry: 1, trim: 2, begin: 3 } as const;

export interface Frame {
  readonly type: number;
  readonly seq: number;
  readonly at: number;
  /** Where the whole frame starts in the buffer it was found in. */
  readonly offset: number;
  readonly payload: Buffer;
}

export interface FrameContent {
  readonly type: number;
  readonly seq: number;
  readonly at: number;
  readonly payload: Uint8Array;
}

/** The header of a frame; the payload follows it on disk as it is. */
export function frameHeader({ type, seq, at, payload }: FrameContent): Buffer {
  const header = Buffer.allocUnsafe(frameHeaderBytes);
  header.writeUInt32LE(payload.length, 4);
  header.writeUInt8(type, 8);
  header.writeUInt8(0, 9);
  header.writeUIntLE(seq, 10, 6);
  header.writeDoubleLE(at, 16);
  header.writeUInt32LE(crc32(payload, crc32(header.subarray(4))), 0);
  return header;
}

/** The frame that starts at `offset`, or null where there is none whole and intact. */
export function frameAt(bytes: Buffer, offset: number): Frame | null {
  if (offset + frameHeaderBytes > bytes.length) return null;
  const type = bytes.readUInt8(offset + 8);
  const length = bytes.readUInt32LE(offset + 4);
  if (type < 1 || type > 3 || bytes.readUInt8(offset + 9) !== 0) return null;
  const end = offset + frameHeaderBytes + length;
  if (length > maxPayloadBytes || end > bytes.length) return null;
  if (crc32(bytes.subarray(offset + 4, end)) !== bytes.readUInt32LE(offset)) return null;
  return {
    type,
    seq: bytes.readUIntLE(offset + 10, 6),
    at: bytes.readDoubleLE(offset + 16),
    offset,
    payload: bytes.subarray(offset + frameHeaderBytes, end),
  };
}

export interface Scan {
  readonly frames: readonly Frame[];
  /** Stretches that hold no intact frame, a torn end included. */
  readonly damaged: number;
  /** End of the last intact frame; what follows is a damaged tail. */
  readonly intactBytes: number;
}

/** All intact frames. After damage it looks for the next one byte by byte, so one bad sector costs one. */
export function scanFrames(bytes: Buffer): Scan {
  const frames: Frame[] = [];
  let damaged = 0;
  let intactBytes = 0;
  let inDamage = false;
  for (let offset = 0; offset < bytes.length; ) {
    const frame = frameAt(bytes, offset);
    if (frame === null) {
      if (!inDamage) damaged += 1;
      inDamage = true;
      offset += 1;
    } else {
      frames.push(frame);
      inDamage = false;
      offset += frameHeaderBytes + frame.payload.length;
      intactBytes = offset;
    }
  }
  return { frames, damaged, intactBytes };
}
