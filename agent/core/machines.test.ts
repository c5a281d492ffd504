import type { MachineReport } from "@novacron/protocol/domain/machine";
import { expect, test } from "vitest";
import { simulatedMachines } from "../sim/machine-specs.ts";
import { SimMachine } from "../sim/sim-machine.ts";
import { type MachinesEvent, type MachinesState, noMachines, stepMachines } from "./machines.ts";

const [one, two] = simulatedMachines(1, 0, 2).map((spec) => new SimMachine(spec, 1).report()) as [
  MachineReport,
  MachineReport,
];
const paused: MachineReport = { ...one, state: "paused", reason: "user" };

class Kit {
  state: MachinesState = noMachines;
  now = 0;
  told: string[] = [];

  step(event: MachinesEvent): void {
    this.now += 1_000;
    const [state, changes] = stepMachines(this.state, event, this.now);
    this.state = state;
    for (const { event: what, report } of changes) this.told.push(`${what} ${report?.state}`);
  }

  changed(report: MachineReport, event: string): void {
    this.step({ type: "changed", id: report.id, name: report.name, event, report });
  }

  read(reports: readonly MachineReport[], isFirst = false): void {
    this.step({ type: "reading" });
    this.step({ type: "read", reports, isFirst });
  }

  get seen(): string[] {
    return [...(this.state.known?.values() ?? [])].map(
      (report) => `${report.state} ${report.since}`,
    );
  }
}

test("what is there at the first look is no news, and since when only the hypervisor knows", () => {
  const kit = new Kit();
  kit.read([one, { ...two, since: 700 }], true);
  expect(kit.told).toEqual([]);
  expect(kit.seen).toEqual(["running null", "running 700"]);
  kit.read([one, two]);
  expect(kit.seen).toEqual(["running null", "running 700"]);
});

test("an event during the first reading is newer than the reading", () => {
  const kit = new Kit();
  kit.step({ type: "reading" });
  kit.changed(paused, "suspended/paused");
  kit.step({ type: "read", reports: [one], isFirst: true });
  expect(kit.seen).toEqual(["paused 2000"]);
});

test("an event changes at once; since stays while the state does", () => {
  const kit = new Kit();
  kit.read([one], true);
  kit.changed(paused, "suspended/paused");
  kit.changed({ ...paused, vcpus: 9 }, "defined/updated");
  expect(kit.seen).toEqual(["paused 3000"]);
  expect(kit.told).toEqual(["suspended/paused paused", "defined/updated paused"]);
});

test("an event that comes twice is one; a different one with the same report is not", () => {
  const kit = new Kit();
  kit.read([one], true);
  kit.changed(paused, "suspended/paused");
  kit.changed(paused, "suspended/paused");
  kit.changed(one, "resumed/unpaused");
  kit.changed(paused, "suspended/paused");
  expect(kit.told).toEqual([
    "suspended/paused paused",
    "resumed/unpaused running",
    "suspended/paused paused",
  ]);
});

test("a machine that is gone is told once, whoever says so again", () => {
  const kit = new Kit();
  kit.read([one, two], true);
  const gone = { type: "changed", id: one.id, name: one.name, report: null } as const;
  kit.step({ ...gone, event: "stopped/migrated" });
  kit.step({ ...gone, event: "undefined/removed" });
  expect(kit.told).toEqual(["stopped/migrated undefined"]);
  expect(kit.seen).toEqual(["running null"]);
});

test("a difference that no event told is told when a second reading finds it too", () => {
  const kit = new Kit();
  kit.read([one, two], true);
  kit.read([paused]);
  expect(kit.told).toEqual([]);
  kit.read([paused]);
  expect(kit.told).toEqual(["found/changed paused", "found/gone undefined"]);
  kit.read([paused]);
  expect(kit.told.length).toBe(2);
});

test("the reading that overtakes an event leaves it its word", () => {
  const kit = new Kit();
  kit.read([one], true);
  kit.read([paused]);
  kit.changed(paused, "suspended/paused");
  kit.read([paused]);
  kit.read([paused]);
  expect(kit.told).toEqual(["suspended/paused paused"]);
});

test("after libvirt was away differences are told at once, for no event will come", () => {
  const kit = new Kit();
  kit.read([one, two], true);
  kit.read([paused], true);
  expect(kit.told).toEqual(["found/changed paused", "found/gone undefined"]);
});

test("an event during a reading is not undone by it", () => {
  const kit = new Kit();
  kit.read([one], true);
  kit.step({ type: "reading" });
  kit.changed(paused, "suspended/paused");
  kit.step({ type: "changed", id: two.id, name: two.name, event: "defined/added", report: two });
  kit.step({ type: "read", reports: [one], isFirst: false });
  expect(kit.seen.map((text) => text.split(" ")[0])).toEqual(["paused", "running"]);
  expect(kit.told).toEqual(["suspended/paused paused", "defined/added running"]);
});
