import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FrameError, FrameReader } from "./frame-reader.ts";

const frameOf = (body: Uint8Array) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
};
const body = fc.uint8Array({ minLength: 24, maxLength: 300 });

describe("FrameReader", () => {
  it("gives the same frames however the bytes were chopped", () => {
    fc.assert(
      fc.property(
        fc.array(body, { maxLength: 8 }),
        fc.infiniteStream(fc.nat(97)),
        (bodies, cuts) => {
          const bytes = Buffer.concat(bodies.map(frameOf));
          const reader = new FrameReader();
          const frames: Buffer[] = [];
          for (let at = 0; at < bytes.length; ) {
            const size = cuts.next().value;
            frames.push(...reader.push(bytes.subarray(at, at + size)));
            at += size;
          }
          expect(frames.map((frame) => [...frame])).toEqual(bodies.map((one) => [...one]));
          expect(reader.pendingBytes).toBe(0);
        },
      ),
    );
  });

  it.each([
    ["zero", 0],
    ["shorter than the header", 27],
    ["one over the limit", 33_554_437],
    ["all ones", 0xffffffff],
  ])("refuses a length that is %s", (_, claimed) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(claimed);
    expect(() => new FrameReader().push(length)).toThrow(FrameError);
  });

  it("keeps only the bytes that came of a frame that claims the greatest length", () => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(33_554_436);
    const reader = new FrameReader();
    expect(reader.push(Buffer.concat([length, Buffer.alloc(10)]))).toEqual([]);
    expect(reader.pendingBytes).toBe(10);
  });

  it("on any bytes at all gives frames or a FrameError", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 })), (chunks) => {
        const reader = new FrameReader();
        try {
          for (const chunk of chunks) {
            for (const frame of reader.push(Buffer.from(chunk))) {
              expect(frame.length).toBeGreaterThanOrEqual(24);
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(FrameError);
        }
      }),
    );
  });
});
