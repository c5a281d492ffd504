import { expect, it } from "vitest";
import { hasArrived, mayNeverHaveRun } from "./arrival.ts";
import type { MachineReport } from "./machine.ts";

const report = (over: Partial<MachineReport>) =>
  ({ state: "running", reason: "migrated", persistent: true, job: null, ...over }) as MachineReport;

it.each([
  ["a defined one that runs", {}, true],
  ["a defined one that was shut down since", { state: "shutoff", reason: "shutdown" }, true],
  ["one that its owner had paused", { state: "paused", reason: "user" }, true],
  ["a transient one that runs", { persistent: false }, true],
  ["a transient one that stands", { persistent: false, state: "paused", reason: "user" }, false],
  ["what waits for its memory", { persistent: false, state: "paused", reason: "migration" }, false],
  ["what is coming in by libvirt's own word", { job: "migration-in" }, false],
  ["what runs in halves", { reason: "postcopy" }, false],
] as const)("%s", (_, over, expected) => {
  expect(hasArrived(report(over as Partial<MachineReport>))).toBe(expected);
});

it.each([
  ["was taken away by a libvirtd that starts anew", { state: "shutoff", reason: "daemon" }, true],
  ["failed to start", { state: "shutoff", reason: "failed" }, true],
  ["was shut down since", { state: "shutoff", reason: "shutdown" }, false],
  ["lost its QEMU since", { state: "shutoff", reason: "crashed" }, false],
  ["runs", {}, false],
] as const)("whether it ever ran is open of one that %s", (_, over, expected) => {
  expect(mayNeverHaveRun(report(over as Partial<MachineReport>))).toBe(expected);
});
