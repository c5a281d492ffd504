import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HostId, type MachineId, machineId } from "@novacron/protocol/domain/ids";
import {
  type MigrationOptions,
  migrationMeasured,
  migrationProgress,
} from "@novacron/protocol/domain/migration";
import { describe, expect, test } from "vitest";
import { migrateFlag, neverAllowed } from "../gate/gate-ticket.ts";
import { byName, param } from "../rpc/typed-parameter.ts";
import {
  diskPathOf,
  diskPathsOf,
  hasEmulatedTpm,
  mirrorOf,
  pathsOf,
  withMovedDisks,
} from "../xml/moved-domain.ts";
import { domainOf, parseDomain } from "../xml/parse-domain.ts";
import { parseXml } from "../xml/tree.ts";
import { networksOf } from "./describe.ts";
import { measuredOf, progressOf } from "./job-stats.ts";
import { conflictsOf, moveFlags, moveParameters } from "./move-flags.ts";
import { MoveRecords } from "./move-record.ts";
import { placeDisks } from "./place-disks.ts";
import { certificateFolder } from "./qemu-tls.ts";

const live = { running: true, persistent: true, copied: [] };
const disk = { target: "vda", pool: "images", volume: "a", path: "/images/a", format: "qcow2" };

describe("flags of a move", () => {
  test("guest memory never travels in the clear, and the source keeps no definition", () => {
    const flags = moveFlags({ ...live, options: {} });
    for (const one of ["live", "peer2peer", "tls", "persistDest", "undefineSource"] as const) {
      expect(flags & migrateFlag[one], one).not.toBe(0);
    }
  });

  test("nothing that is asked opens what no gate lets through", () => {
    const all: MigrationOptions = {
      autoConverge: true,
      postCopy: true,
      parallelConnections: 4,
      compression: "xbzrle",
      incremental: true,
    };
    expect(moveFlags({ ...live, options: all, copied: [disk] }) & neverAllowed).toBe(0);
  });

  test.each([
    [{ autoConverge: true }, migrateFlag.autoConverge],
    [{ postCopy: true }, migrateFlag.postcopy],
    [{ parallelConnections: 2 }, migrateFlag.parallel],
    [{ compression: "xbzrle" }, migrateFlag.compressed],
  ] as const)("%o is asked of libvirt, and only then", (options, flag) => {
    expect(moveFlags({ ...live, options }) & flag).toBe(flag);
    expect(moveFlags({ ...live, options: {} }) & flag).toBe(0);
  });

  test("disks are copied whole, or above their base", () => {
    const whole = moveFlags({ ...live, options: {}, copied: [disk] });
    const above = moveFlags({ ...live, options: { incremental: true }, copied: [disk] });
    expect([whole & migrateFlag.nonSharedDisk, whole & migrateFlag.nonSharedInc]).toEqual([64, 0]);
    expect([above & migrateFlag.nonSharedDisk, above & migrateFlag.nonSharedInc]).toEqual([0, 128]);
  });

  test("a machine that is off moves its definition, and takes it along", () => {
    const flags = moveFlags({ ...live, running: false, options: { autoConverge: true } });
    const { offline, peer2peer, persistDest, undefineSource } = migrateFlag;
    expect(flags).toBe(offline | peer2peer | persistDest | undefineSource);
  });
});

test("parameters name the target by its certificate and each copied disk", () => {
  const options = { bandwidthBytesPerSecond: 3_000_000, parallelConnections: 2 };
  const where = { target: "host-2", address: "fd00::2", xml: null };
  const all = moveParameters({ ...live, options, copied: [disk], ...where });
  const values = byName(all);
  expect(values.get("migrate_uri")?.value).toBe("tcp://[fd00::2]");
  expect(values.get("tls.destination")?.value).toBe("host-2");
  expect(values.get("bandwidth")?.value).toBe(3n);
  expect(values.get("migrate_disks")?.value).toBe("vda");
  expect(values.get("parallel.connections")?.value).toBe(2);
});

test("what libvirt refuses together is said before", () => {
  const running = true;
  const both = { postCopy: true, parallelConnections: 2, compression: "xbzrle" } as const;
  expect(conflictsOf({ options: both, running })).toHaveLength(2);
  expect(conflictsOf({ options: { compression: "zstd" }, running })).toHaveLength(1);
  expect(
    conflictsOf({ options: { compression: "zstd", parallelConnections: 2 }, running }),
  ).toEqual([]);
  expect(conflictsOf({ options: both, running: false })).toEqual([]);
});

test("figures of a job under way and of an ended one, in the protocol's form", () => {
  const params = [
    param.int("operation", 5),
    param.ullong("memory_total", 1_000n),
    param.ullong("memory_remaining", 400n),
    param.ullong("memory_processed", 900n),
    param.ullong("memory_iteration", 3n),
    param.ullong("memory_dirty_rate", 10n),
    param.ullong("memory_page_size", 4_096n),
    param.ullong("downtime", 120n),
  ];
  const progress = progressOf(params, { at: 5, postCopy: false });
  expect(migrationProgress.parse(progress)).toEqual(progress);
  expect(progress).toMatchObject({
    iteration: 3,
    dirtyBytesPerSecond: 40_960,
    expectedPauseMs: 120,
  });
  expect(progress.diskTotalBytes).toBe(null);
  const measured = measuredOf(params, 2_000);
  expect(migrationMeasured.parse(measured)).toEqual(measured);
  expect(measured).toMatchObject({ durationMs: 2_000, pauseMs: 120, bytesPerSecond: 450 });
  const paced = measuredOf([...params, param.ullong("memory_bps", 700n)], 2_000);
  expect(paced.bytesPerSecond).toBe(700);
  expect(measuredOf(null, 7).pauseMs).toBe(null);
});

test.each([-3_600_000, 57 * 365 * 86_400_000])(
  "a clock that was set by %i ms in the middle of a move does not keep its end from being told",
  (ms) => {
    const measured = measuredOf(null, ms);
    expect(migrationMeasured.parse(measured)).toEqual(measured);
  },
);

const xml = `<domain type='kvm'><name>web</name><uuid>c14a0e23-4b5f-48eb-b362-0d70c78174ee</uuid>
  <metadata><x:y xmlns:x='urn:x' path='/etc/nowhere'/></metadata>
  <os><type>hvm</type><kernel>/boot/vmlinuz</kernel></os>
  <resource><partition>/machine</partition></resource>
  <devices><emulator>/usr/bin/qemu</emulator>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/>
      <source file='/images/web.qcow2' index='2'/>
      <backingStore type='file'><format type='qcow2'/><source file='/images/base.qcow2'/></backingStore>
      <target dev='vda' bus='virtio'/></disk>
    <disk type='block' device='disk'><source dev='/dev/sdb'/><target dev='vdb'/></disk>
    <serial type='pty'><source path='/dev/pts/3'/><log file='/var/log/web.log'/></serial>
  </devices></domain>`;

describe("the definition as the target is to have it", () => {
  test("paths are told apart: of disks, and all others but what libvirt makes anew", () => {
    expect(pathsOf(xml)).toEqual(["/boot/vmlinuz", "/var/log/web.log"]);
    expect(diskPathsOf(xml)).toEqual(["/images/web.qcow2", "/images/base.qcow2", "/dev/sdb"]);
  });

  test("a copied disk lies elsewhere and is whole; the others stay", () => {
    const move = { target: "vda", path: "/pool/web.qcow2" };
    const whole = withMovedDisks(xml, [{ ...move, keepsBacking: false }]);
    expect(diskPathsOf(whole)).toEqual(["/pool/web.qcow2", "/dev/sdb"]);
    expect(whole).not.toContain("index=");
    const above = withMovedDisks(xml, [{ ...move, keepsBacking: true }]);
    expect(diskPathsOf(above)).toEqual(["/pool/web.qcow2", "/images/base.qcow2", "/dev/sdb"]);
    const block = withMovedDisks(xml, [{ target: "vdb", path: "/pool/b", keepsBacking: false }]);
    expect(parseDomain(block).disks[1]?.source).toEqual({ kind: "file", path: "/pool/b" });
    expect(withMovedDisks(xml, [])).toBe(withMovedDisks(withMovedDisks(xml, []), []));
  });
});

describe("where copied disks go", () => {
  const pools = [
    { name: "default", path: "/var/lib/libvirt/images", active: true },
    { name: "fast", path: "/fast", active: true },
  ];
  const one = (over: object) => ({
    target: "vda",
    source: "/fast/a.qcow2",
    format: "qcow2",
    capacityBytes: 1,
    allocationBytes: 1,
    shareable: false,
    readOnly: false,
    device: "disk" as const,
    backing: [],
    ...over,
  });
  const to = (disks: object[], options: MigrationOptions) =>
    placeDisks({ disks: disks.map(one) }, options, pools).map(
      ({ pool, volume }) => `${pool}/${volume}`,
    );

  test("to the pool that lies where theirs lies, the one that is named, or the first", () => {
    expect(to([{}], { kind: "live-copy" })).toEqual(["fast/a.qcow2"]);
    const named = { kind: "live-copy", disks: [{ target: "vda", pool: "default" }] } as const;
    expect(to([{}], { ...named, disks: [...named.disks] })).toEqual(["default/a.qcow2"]);
    expect(to([{ source: "/other/a" }], { kind: "live-copy" })).toEqual(["default/a"]);
  });

  test("shared and read-only ones stay, as does all of a plain live move", () => {
    expect(to([{ shareable: true }, { readOnly: true }], { kind: "live-copy" })).toEqual([]);
    expect(to([{ device: "cdrom" }, { source: null }], { kind: "live-copy" })).toEqual([]);
    expect(to([{}], { kind: "live" })).toEqual([]);
    expect(to([{}], { kind: "storage" })).toEqual([]);
  });
});

test("records outlive the process, and say plainly when they cannot be read", async () => {
  const folder = await mkdtemp(join(tmpdir(), "novacron-records-"));
  try {
    const machine = machineId.parse("c14a0e23-4b5f-48eb-b362-0d70c78174ee") as MachineId;
    const source = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01" as HostId;
    const record = {
      role: "target",
      machine,
      source,
      next: 3,
      ticket: "t",
      volumes: [disk],
      nvram: null,
      luggage: null,
    } as const;
    const whole = { ...record, volumes: [...record.volumes] };
    expect(await new MoveRecords(folder).target(machine)).toBe(null);
    await new MoveRecords(folder).write(whole);
    expect(await new MoveRecords(folder).target(machine)).toEqual(whole);
    expect(await new MoveRecords(folder).source(machine)).toBe(null);
    await new MoveRecords(folder).remove(machine, "target");
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("QEMU's certificates are looked for where libvirt makes it look", () => {
  expect(certificateFolder("")).toBe("/etc/pki/qemu");
  const both = 'default_tls_x509_cert_dir = "/a"\n migrate_tls_x509_cert_dir="/b"\n';
  expect(certificateFolder(both)).toBe("/b");
  expect(certificateFolder('#migrate_tls_x509_cert_dir = "/b"\n')).toBe("/etc/pki/qemu");
});

test("a running machine's interface travels as its network, whatever that is made of here", () => {
  const root = parseXml(`<domain type='qemu'><name>web-3</name><devices>
    <interface type='bridge'><source network='lan' portid='x' bridge='br0'/></interface>
    <interface type='bridge'><source bridge='br1'/></interface>
    <interface type='user'/>
    <interface type='direct'><source dev='eno1' mode='bridge'/></interface>
  </devices></domain>`);
  expect(networksOf(domainOf(root), root)).toEqual([
    { type: "network", name: "lan" },
    { type: "bridge", name: "br1" },
    { type: "direct", name: "eno1" },
  ]);
});

test("a TPM of its own is told from one of the host", () => {
  const root = (backend: string) =>
    parseXml(`<domain><devices><tpm model='tpm-crb'>${backend}</tpm></devices></domain>`);
  expect(hasEmulatedTpm(root("<backend type='emulator' version='2.0'/>"))).toBe(true);
  expect(hasEmulatedTpm(root("<backend type='passthrough'/>"))).toBe(false);
  expect(hasEmulatedTpm(parseXml("<domain><devices/></domain>"))).toBe(false);
});

test("a disk and what it is copied to are read off a live definition", () => {
  const disk = (target: string, more: string) =>
    `<disk type='file'><source file='/a/${target}'/><target dev='${target}'/>${more}</disk>`;
  const mirror = "<mirror type='file' job='copy' ready='yes'><source file='/b/vdb'/></mirror>";
  const xml = `<domain><devices>${disk("vda", "")}${disk("vdb", mirror)}</devices></domain>`;
  expect([diskPathOf(xml, "vda"), diskPathOf(xml, "vdc")]).toEqual(["/a/vda", null]);
  expect(mirrorOf(xml, "vda")).toBe(null);
  expect(mirrorOf(xml, "vdb")).toEqual({ path: "/b/vdb", isReady: true });
  expect(mirrorOf(xml.replace(" ready='yes'", ""), "vdb")?.isReady).toBe(false);
});
