import { expect, it } from "vitest";
import { hasArrived } from "./arrival.ts";
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
