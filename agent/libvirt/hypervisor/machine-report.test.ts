import { machineReport } from "@novacron/protocol/domain/machine";
import { describe, expect, it } from "vitest";
import { parseDomain } from "../xml/parse-domain.ts";
import { type MachineFacts, machineReportOf } from "./machine-report.ts";

const owner = "11111111-2222-4333-8444-555555555555";
const definition = parseDomain(`<domain type='qemu'>
  <name>web</name><uuid>6695eb01-f6a4-8304-79aa-97f2502e193f</uuid><memory>1024</memory>
  <metadata><n:machine xmlns:n='urn:novacron:machine:1' generation='3' owner='${owner}'
    autostart='yes'><n:tag>blue</n:tag></n:machine></metadata>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'><driver type='qcow2'/><source file='/a.qcow2'/>
      <target dev='vda' bus='virtio'/></disk>
    <disk type='network' device='disk'><source protocol='rbd' name='pool/img'>
      <host name='mon' port='6789'/></source><target dev='vdb'/></disk>
    <interface type='network'><mac address='52:54:00:00:00:01'/>
      <source network='default'/></interface>
    <serial type='pty'/>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/>
    </channel>
  </devices></domain>`);

const facts: MachineFacts = {
  definition,
  state: 1,
  reason: 1,
  persistent: true,
  autostart: true,
  startedAt: 1_700,
  job: null,
  sizes: new Map([["vda", 99]]),
  addresses: new Map([["52:54:00:00:00:01", ["10.0.0.2/24"]]]),
  reachable: (source) => source.kind === "network",
};

describe("machineReportOf", () => {
  it("puts together what the parts know, in the protocol's form", () => {
    const report = machineReportOf(facts);
    expect(machineReport.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      state: "running",
      reason: "booted",
      autostart: "novacron",
      generation: 3,
      owner,
      tags: ["blue"],
      guestAgent: true,
      serialConsole: true,
      disks: [
        { source: "/a.qcow2", capacityBytes: 99, shareable: false },
        { source: "rbd://mon:6789/pool/img", capacityBytes: null, shareable: true },
      ],
      nics: [{ source: "default", addresses: ["10.0.0.2/24"] }],
    });
  });

  it("knows since when it runs by its QEMU, unless it was paused between", () => {
    const unpaused = { ...facts, reason: 5 };
    expect(machineReportOf(facts).since).toBe(1_700);
    expect(machineReportOf(unpaused)).toMatchObject({ reason: "unpaused", since: null });
    expect(machineReportOf({ ...facts, state: 3 }).since).toBeNull();
    expect(machineReportOf({ ...facts, startedAt: null }).since).toBeNull();
  });

  it("tells libvirt's own autostart from ours and from none", () => {
    const bare = { ...definition, metadata: null };
    expect(machineReportOf({ ...facts, definition: bare }).autostart).toBe("libvirt");
    expect(machineReportOf({ ...facts, definition: bare, autostart: false }).autostart).toBe("off");
  });

  it("stays within the protocol's limits, whatever a definition holds", () => {
    const disk = { ...definition.disks[0]!, target: "x".repeat(200) };
    const wild = {
      ...definition,
      name: `bad\u0007${"n".repeat(400)}`,
      title: "t".repeat(5_000),
      disks: Array.from({ length: 400 }, () => disk),
      metadata: { ...definition.metadata!, tags: Array.from({ length: 99 }, () => "g".repeat(99)) },
    };
    const report = machineReportOf({ ...facts, definition: wild });
    expect(machineReport.safeParse(report).error).toBeUndefined();
  });
});
