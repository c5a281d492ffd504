import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { legible, treemap } from "./treemap.ts";

const room = { x: 0, y: 0, width: 900, height: 520 };

it("gives each thing an area of its weight, inside the room, without overlap", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(weights, (list) => {
      const items = list.map((weight, index) => ({ id: String(index), weight }));
      const total = list.reduce((sum, weight) => sum + weight, 0);
      const boxes = treemap(items, room);
      expect(boxes.size).toBe(items.length);
      for (const { id, weight } of items) {
        const box = boxes.get(id);
        if (box === undefined) throw new Error("no box");
        const wanted = (weight / total) * room.width * room.height;
        expect(Math.abs(box.width * box.height - wanted)).toBeLessThan(1);
        expect(box.x).toBeGreaterThanOrEqual(-0.01);
        expect(box.x + box.width).toBeLessThanOrEqual(room.width + 0.01);
        expect(box.y + box.height).toBeLessThanOrEqual(room.height + 0.01);
      }
      const all = [...boxes.values()];
      all.forEach((a, i) => {
        for (const b of all.slice(i + 1)) {
          const x = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
          const y = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
          expect(x > 0.01 && y > 0.01).toBe(false);
        }
      });
    }),
    { numRuns: 50 },
  );
});

it("keeps things of one size nearly square", () => {
  const items = Array.from({ length: 20 }, (_, index) => ({ id: String(index), weight: 1 }));
  for (const box of treemap(items, room).values()) {
    expect(Math.max(box.width / box.height, box.height / box.width)).toBeLessThan(3);
  }
});

it("leaves out what has no weight", () => {
  expect(treemap([{ id: "a", weight: 0 }], room).size).toBe(0);
});

describe("legible", () => {
  it("gives a small host half of an equal share, and leaves the large ones as they are", () => {
    const items = [
      { id: "large", weight: 96 },
      { id: "small", weight: 2 },
    ];
    expect(legible(items)).toEqual([
      { id: "large", weight: 96 },
      { id: "small", weight: 24.5 },
    ]);
    expect(legible([])).toEqual([]);
  });
});
