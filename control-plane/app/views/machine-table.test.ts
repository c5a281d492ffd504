import { machineSortKeys, sortMachines } from "@novacron/protocol/domain/machine-sort";
import type { MachineRow } from "@novacron/protocol/http/machines";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostNumber, machineNumber } from "../../kit/fleet.ts";
import { MachineTable } from "./machine-table.ts";

const row: fc.Arbitrary<MachineRow> = fc
  .record({
    id: fc.integer({ min: 1, max: 30 }).map(machineNumber),
    name: fc.constantFrom("web-1", "web-2", "web-10", "Web-2", "db"),
    state: fc.constantFrom("running" as const, "paused" as const, "shutoff" as const),
    hostName: fc.constantFrom("h1", "h2", "h10"),
    conflict: fc.boolean(),
    vcpus: fc.integer({ min: 1, max: 4 }),
    since: fc.option(fc.nat(5)),
    cpuUsed: fc.option(fc.nat(4)),
  })
  .map((more) => ({
    provider: "kvm" as const,
    reason: "",
    host: hostNumber(1),
    hostState: "online" as const,
    simulated: false,
    memoryBytes: 1,
    addresses: [],
    tags: [],
    project: null,
    autostart: "off" as const,
    demo: false,
    memoryUsedBytes: more.cpuUsed,
    memorySource: "none" as const,
    diskBytesPerSecond: null,
    nicBytesPerSecond: more.cpuUsed,
    sampledAt: null,
    lastOperation: null,
    ...more,
  }));

const sorts = machineSortKeys.flatMap((key) => [key, `-${key}`]);
const step = fc.oneof(
  fc.record({ type: fc.constant("put" as const), row }),
  fc.record({ type: fc.constant("drop" as const), id: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ type: fc.constant("look" as const), sort: fc.constantFrom(...sorts) }),
);

describe("the table of machines", () => {
  it("gives what sorting everything afresh would give, whatever changed before", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const table = new MachineTable();
        const model = new Map<string, MachineRow>();
        let nowMs = 0;
        for (const one of steps) {
          nowMs += 1_000;
          if (one.type === "put") {
            table.put(one.row);
            model.set(one.row.id, one.row);
          } else if (one.type === "drop") {
            table.drop(machineNumber(one.id));
            model.delete(machineNumber(one.id));
          } else {
            const { sort } = one;
            const asked = { matches: null, sort, offset: 0, limit: 100, nowMs };
            const expected = sortMachines([...model.values()], sort);
            expect(table.page(asked)).toEqual({ items: expected, total: model.size });
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("pages what matches and counts all of it", () => {
    const table = new MachineTable();
    const [sample] = fc.sample(row, 1);
    if (sample === undefined) throw new RangeError("no sample");
    for (let number = 1; number <= 25; number += 1) {
      table.put({ ...sample, id: machineNumber(number), name: `vm-${number}`, vcpus: number % 5 });
    }
    const page = table.page({
      matches: (one) => one.vcpus === 0,
      sort: "-name",
      offset: 1,
      limit: 3,
      nowMs: 0,
    });
    expect(page.items.map((one) => one.name)).toEqual(["vm-20", "vm-15", "vm-10"]);
    expect(page.total).toBe(5);
  });
});
