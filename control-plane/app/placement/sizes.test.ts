import { describe, expect, it } from "vitest";
import { compileFleet } from "./compile.ts";
import { Random } from "./random.ts";
import { Sizes } from "./sizes.ts";
import { randomFleet } from "./testing/random-fleet.ts";

describe("sizes of machines", () => {
  const { model } = compileFleet(randomFleet(3, { hosts: 20, machines: 400 }), false);
  const sizes = new Sizes(model);
  const sizeOf = (machine: number) => {
    let size = 0;
    for (let r = 0; r < model.resources; r += 1) {
      size += model.demand[machine * model.resources + r]! * model.loadWeight[r]!;
    }
    return size;
  };
  const machines = Array.from({ length: model.machines }, (_, machine) => machine);

  it("finds machines of like size: few stand between", () => {
    const random = new Random(1);
    const found = new Set<number>();
    for (let round = 0; round < 200; round += 1) {
      const machine = round % model.machines;
      const other = sizes.like(machine, random);
      if (other < 0) continue;
      found.add(other);
      const [least, most] = [sizeOf(machine), sizeOf(other)].sort((a, b) => a - b);
      const between = machines.filter((each) => sizeOf(each) > least! && sizeOf(each) < most!);
      expect(between.length).toBeLessThan(5);
      expect(sizes.distance(machine, other)).toBeLessThan(5);
    }
    expect(found.size).toBeGreaterThan(100);
  });

  it("knows the average", () => {
    const sum = machines.reduce((all, machine) => all + sizeOf(machine), 0);
    expect(sizes.mean).toBeCloseTo(sum / machines.length, 3);
  });
});
