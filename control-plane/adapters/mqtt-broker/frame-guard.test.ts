import fc from "fast-check";
import { expect, it } from "vitest";
import { FrameGuard } from "./frame-guard.ts";

/** A control packet with a body of so many bytes (MQTT 3.1.1, section 2.2.3). */
function packet(bodyBytes: number): number[] {
  const head = [0x30];
  let left = bodyBytes;
  do {
    head.push((left % 128) + (left >= 128 ? 128 : 0));
    left = Math.floor(left / 128);
  } while (left > 0);
  return [...head, ...Array<number>(bodyBytes).fill(0xff)];
}

it("accepts packets up to the limit, however they are cut into chunks", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 300 }), (bodies, step) => {
      const bytes = Uint8Array.from(bodies.flatMap(packet));
      const guard = new FrameGuard(400);
      for (let at = 0; at < bytes.length; at += step) {
        expect(guard.accept(bytes.subarray(at, at + step))).toBe(true);
      }
    }),
  );
});

it("refuses the first packet that announces more, before its body is there", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 10 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 101, max: 268_435_455 }), (bodies, large) => {
      const guard = new FrameGuard(100);
      expect(guard.accept(Uint8Array.from(bodies.flatMap(packet)))).toBe(true);
      const head = packet(0).slice(0, 1);
      for (let left = large; ; left = Math.floor(left / 128)) {
        head.push((left % 128) + (left >= 128 ? 128 : 0));
        if (left < 128) break;
      }
      expect(guard.accept(Uint8Array.from(head))).toBe(false);
    }),
  );
});

it("refuses a length of more than four bytes", () => {
  expect(new FrameGuard(1_000).accept(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0xff, 0x01))).toBe(
    false,
  );
});
