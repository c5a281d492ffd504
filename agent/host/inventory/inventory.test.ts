import { isUuid } from "@novacron/protocol/domain/ids";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HostTree } from "../testing/host-tree.ts";
import { findForeignManager } from "./foreign-manager.ts";
import { clean, readHardware } from "./hardware.ts";
import { deriveUuid, fallbackUuid, parseFirmwareUuid } from "./host-uuid.ts";

let tree: HostTree;
beforeEach(() => {
  tree = new HostTree();
});
afterEach(() => tree.remove());

describe("findForeignManager", () => {
  const wants = "/etc/systemd/system/multi-user.target.wants";

  it.each([
    ["nothing of the kind", { "/proc/9/cmdline": "/usr/sbin/libvirtd\0" }, null],
    [
      "a running nova-compute",
      { "/proc/9/cmdline": "/usr/bin/python3.11\0/usr/bin/nova-compute\0--config" },
      "nova",
    ],
    ["an enabled vdsm that is stopped", { [`${wants}/vdsmd.service`]: "" }, "vdsm"],
    ["a person who edits its file", { "/proc/9/cmdline": "vim\0/etc/nova/nova-compute\0" }, null],
    ["a kernel thread", { "/proc/2/cmdline": "" }, null],
  ])("with %s", (_, files, expected) => {
    tree.write(files as Record<string, string>);
    expect(findForeignManager(tree.root)).toBe(expected);
  });
});

describe("fallbackUuid", () => {
  it("refuses what firmware makers left unfilled", () => {
    expect(parseFirmwareUuid("03000200-0400-0500-0006-000700080009")).toBe(null);
    expect(parseFirmwareUuid("00000000-0000-0000-0000-000000000000")).toBe(null);
    expect(parseFirmwareUuid("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF")).toBe(null);
    expect(parseFirmwareUuid("Not Settable")).toBe(null);
  });

  it("derives a constant one from the machine-id without showing it", async () => {
    const machineId = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
    tree.write({ "/etc/machine-id": `${machineId}\n` });
    const uuid = await fallbackUuid(tree.root, `${tree.root}/data`);
    expect(uuid).toBe(deriveUuid(machineId));
    expect(isUuid(uuid)).toBe(true);
    expect(uuid.replaceAll("-", "")).not.toContain(machineId.slice(0, 8));
  });

  it("keeps the one it made", async () => {
    const first = await fallbackUuid(tree.root, `${tree.root}/data`);
    expect(isUuid(first)).toBe(true);
    expect(await fallbackUuid(tree.root, `${tree.root}/data`)).toBe(first);
  });
});

describe("readHardware", () => {
  it("does with what Node knows where the program fails, is missing or talks nonsense", async () => {
    for (const command of [["/bin/false"], ["/no/such/program"], ["/bin/echo", "nonsense"]]) {
      const hardware = await readHardware(command);
      expect(hardware.cpuThreads).toBeGreaterThan(0);
      expect(hardware.cpuModel.length).toBeGreaterThan(0);
      expect(hardware.manufacturer).toBe(null);
    }
  });

  it("takes the program's answer, without placeholders and control characters", async () => {
    const answer = { manufacturer: "Default string", model: "R740\u0007 xd", os: "Debian 12" };
    const hardware = await readHardware(["/bin/echo", JSON.stringify({ ...answer, sockets: 2 })]);
    expect(hardware).toMatchObject({ manufacturer: null, model: "R740  xd", cpuSockets: 2 });
    expect(clean("x".repeat(500))).toHaveLength(128);
  });
});
