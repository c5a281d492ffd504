import { expect, test } from "vitest";
import type { HostInventory } from "./host.ts";
import type { MachineReport } from "./machine.ts";
import type { MigrationKind } from "./migration.ts";
import { moveRisks } from "./move-risks.ts";

function risks(
  over: Partial<MachineReport>,
  qemuVersion: string | null,
  kind: MigrationKind = "live",
): string[] {
  const report = { state: "running", virtualisation: "qemu", ...over } as MachineReport;
  const source = { qemuVersion } as HostInventory;
  return moveRisks({ report, source, kind }).map(({ code }) => code);
}

test("a live move of an emulated machine before QEMU 9.0 may lose what its guest writes", () => {
  expect(risks({}, "7.2.22")).toEqual(["emulated-memory"]);
  expect(risks({}, "8.2.2", "live-copy")).toEqual(["emulated-memory"]);
});

test.each([
  ["under KVM", risks({ virtualisation: "kvm" }, "7.2.22")],
  ["that is paused", risks({ state: "paused" }, "7.2.22")],
  ["that is off", risks({ state: "shutoff" }, "7.2.22", "offline")],
  ["whose disks alone move", risks({}, "7.2.22", "storage")],
  ["of QEMU 9.0", risks({}, "9.0.0")],
  ["of QEMU 10.0", risks({}, "10.0.13")],
  ["of a QEMU that did not say", risks({}, null)],
])("one %s does not", (_, found) => {
  expect(found).toEqual([]);
});
