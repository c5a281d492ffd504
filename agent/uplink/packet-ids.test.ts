import fc from "fast-check";
import { expect, it } from "vitest";
import { PacketIds } from "./packet-ids.ts";

it("gives each identifier once until it is released, and never 0", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(200)), { maxLength: 400 }), (steps) => {
      const ids = new PacketIds();
      const open: number[] = [];
      for (const step of steps) {
        const released = step === null ? undefined : open.splice(step, 1)[0];
        if (released === undefined) {
          const id = ids.take();
          expect(id).toBeGreaterThan(0);
          expect(open).not.toContain(id);
          open.push(id);
        } else ids.release(released);
      }
    }),
  );
});

it("begins again after the last and passes by what is still in use", () => {
  const ids = new PacketIds();
  const given = Array.from({ length: 65_535 }, () => ids.take());
  expect(given.findIndex((id, index) => id !== index + 1)).toBe(-1);
  expect(() => ids.take()).toThrow(expect.objectContaining({ code: "INTERNAL" }));
  ids.release(7);
  expect(ids.take()).toBe(7);
});
