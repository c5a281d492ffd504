import { appendFile, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ContractHost } from "@novacron/agent/ports/migration.contract";
import { hasArrived } from "@novacron/protocol/domain/arrival";
import type { MachineId } from "@novacron/protocol/domain/ids";
import { runCommand } from "@novacron/tools/bootstrap/run-command";
import { guestUpLine, tinyDomainXml } from "@novacron/tools/guest/domain-xml";
import { writeTinyDisk } from "@novacron/tools/guest/tiny-guest";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LabHost } from "./lab-host.ts";
import {
  endSite,
  joinedHost,
  type MovingSite,
  makeSite,
  moves,
  Passage,
  withDisk,
} from "./moving-hosts.ts";
import { waitUntil } from "./processes.ts";

const MiB = 1024 ** 2;
const images = "/var/lib/libvirt/images";
const minutes = 60_000;

let site: MovingSite;
let hosts: readonly [LabHost, LabHost];
let one: ContractHost;
let two: ContractHost;

beforeAll(async () => {
  site = await makeSite({ hosts: 2 });
  hosts = site.lab.hosts as [LabHost, LabHost];
  one = await joinedHost(site, hosts[0], "one");
  two = await joinedHost(site, hosts[1], "two");
  for (const { hypervisor } of [one, two]) await hypervisor.start(new AbortController().signal);
  await waitUntil("both adapters are connected", () =>
    [one, two].every(({ hypervisor }) => hypervisor.health().state === "connected"),
  );
}, 3 * minutes);

afterAll(async () => {
  for (const host of [one, two]) await host?.hypervisor.stop();
  if (site !== undefined) await endSite(site);
}, minutes);

const passage = (name: string, machine: string) =>
  new Passage({ from: one, to: two, machine: machine as MachineId, name });

/** What a disk holds, as QEMU reads it. */
async function contentOf(host: LabHost, path: string): Promise<string> {
  const raw = `/var/lib/libvirt/images/.content-${process.pid}`;
  await host.exec(["qemu-img", "convert", "-f", "qcow2", "-O", "raw", path, raw]);
  const { stdout } = await host.exec(["sha256sum", raw]);
  await host.exec(["rm", raw]);
  return stdout.split(" ")[0] ?? "";
}

const volumesOf = async (host: LabHost) =>
  (await host.virsh(["vol-list", "images", "--details"])).stdout;

test(
  "a machine with UEFI takes its disks and its firmware's variables along, off and then live",
  async () => {
    const [host, other] = hosts;
    const disk = `${images}/away.qcow2`;
    const nvram = "/var/lib/libvirt/qemu/nvram/away.fd";
    const machine = await withDisk(host, "away");
    await host.exec(["cp", "/usr/share/OVMF/OVMF_VARS_4M.fd", nvram]);
    const firmware = `<loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader>
    <nvram>${nvram}</nvram>`;
    const xml = (await host.virsh(["dumpxml", "away", "--inactive"])).stdout
      .replaceAll(">131072<", ">262144<")
      .replace("</type>", `</type>${firmware}`);
    await host.define(xml, "away");
    const way = passage("away", machine);
    const before = await contentOf(host, disk);
    const variables = (await host.exec(["sha256sum", nvram])).stdout;
    const options = { kind: "offline" as const };
    expect(await way.check(options)).toEqual([]);

    const cancel = new AbortController();
    const slow = { ...options, bandwidthBytesPerSecond: MiB };
    const cancelled = way.perform(slow, { signal: cancel.signal, progress: () => cancel.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await moves(one).fate(way.machine)).toBe("here");
    await moves(two).abandon(way.machine, one.id);
    expect(await volumesOf(other)).not.toContain("away");
    await expect(other.exec(["stat", nvram])).rejects.toThrow();
    expect(await contentOf(host, disk)).toBe(before);

    const { measured } = await way.perform(options);
    expect(measured.diskBytes).toBeGreaterThan(8 * MiB);
    expect(measured.pauseMs).toBe(null);
    await way.settle();
    expect(await contentOf(other, disk)).toBe(before);
    expect((await other.exec(["sha256sum", nvram])).stdout).toBe(variables);
    expect(await volumesOf(host)).not.toContain("away");
    await expect(host.exec(["stat", nvram])).rejects.toThrow();
    expect(await two.hypervisor.machine(way.machine)).toMatchObject({ state: "shutoff" });
    await other.virsh(["start", "away"]);
    await other.waitForGuest("away", 2 * minutes);
    const written = (await other.exec(["sha256sum", nvram])).stdout;
    expect(written).not.toBe(variables);

    const back = new Passage({ ...way, from: two, to: one });
    await back.perform({ kind: "live-copy" });
    await back.settle();
    await expect(other.exec(["stat", nvram])).rejects.toThrow();
    expect((await host.exec(["sha256sum", nvram])).stdout).toBe(written);
    await host.virsh(["reset", "away"]);
    const isUp = () => host.consoleText("away").includes(guestUpLine);
    await waitUntil("its firmware starts it where it came", isUp, 2 * minutes);
    await host.virsh(["destroy", "away"]);
  },
  5 * minutes,
);

test(
  "a disk that is written while it is copied stops the move",
  async () => {
    const [host, other] = hosts;
    const disk = `${images}/touched.qcow2`;
    const way = passage("touched", await withDisk(host, "touched"));
    const slow = { kind: "offline" as const, bandwidthBytesPerSecond: 4 * MiB };
    let written: Promise<unknown> | null = null;
    const progress = () => {
      written ??= host.exec(["qemu-io", "-f", "qcow2", "-c", "write -P 3 20M 64k", disk]);
    };
    await expect(way.perform(slow, { progress })).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      cause: { message: expect.stringContaining("were written, while they were copied") },
    });
    await written;
    await moves(two).abandon(way.machine, one.id);
    expect(await volumesOf(other)).not.toContain("touched");
    expect(await one.hypervisor.machine(way.machine)).toMatchObject({ state: "shutoff" });
  },
  2 * minutes,
);

test(
  "snapshots and checkpoints go along, and come back where the move fails",
  async () => {
    const [host, other] = hosts;
    const base = `${images}/kept.qcow2`;
    const way = passage("kept", await withDisk(host, "kept"));
    for (const there of hosts) await there.virsh(["pool-refresh", "images"]);
    await host.virsh(["start", "kept"]);
    await host.waitForGuest("kept");
    const overlay = `${images}/kept.first`;
    const place = `vda,snapshot=external,file=${overlay}`;
    await host.virsh(["snapshot-create-as", "kept", "first", "--disk-only", "--diskspec", place]);
    await host.virsh(["checkpoint-create-as", "kept", "since"]);
    const options = { kind: "live-copy" as const, incremental: true };
    expect(await way.check({ kind: "live-copy" })).toEqual(["path-missing", "snapshots"]);
    expect(await way.check(options)).toEqual(["path-missing"]);
    await copyFile(host.outside(base), other.outside(base));
    await other.virsh(["pool-refresh", "images"]);
    expect(await way.check(options)).toEqual([]);
    const keptOn = async (there: LabHost) => [
      (await there.virsh(["snapshot-current", "kept", "--name"])).stdout.trim(),
      (await there.virsh(["checkpoint-list", "kept", "--name"])).stdout.trim(),
    ];

    const cancel = new AbortController();
    const slow = { ...options, bandwidthBytesPerSecond: MiB };
    const cancelled = way.perform(slow, { signal: cancel.signal, progress: () => cancel.abort() });
    await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
    expect(await keptOn(host)).toEqual(["first", "since"]);
    await moves(two).abandon(way.machine, one.id);

    const { measured } = await way.perform(options);
    // What lies above the base, and not the 9 MiB below it.
    expect(measured.diskBytes).toBeLessThan(4 * MiB);
    await way.settle();
    expect(await keptOn(other)).toEqual(["first", "since"]);
    const chain = (await other.virsh(["dumpxml", "kept"])).stdout;
    expect(chain).toContain(base);
    expect(await two.hypervisor.machine(way.machine)).toMatchObject({ state: "running" });
    await other.virsh(["destroy", "kept"]);
  },
  4 * minutes,
);

/** What a QEMU says of a move on its monitor; its last word is kept, since it is gone with the move. */
function monitor(host: LabHost, name: string, about: "parameters" | "capabilities") {
  let last = new Map<string, string>();
  const look = async () => {
    const words = ["qemu-monitor-command", name, "--hmp", `info migrate_${about}`];
    const { status, stdout } = await host.virsh(words, { allowFailure: true });
    const lines = stdout.split("\n").map((line) => line.trim().split(": "));
    if (status === 0) last = new Map(lines.map(([key = "", value = ""]) => [key, value]));
  };
  return { look: () => void look(), said: (key: string) => last.get(key) };
}

test(
  "a paused machine stays paused, and a transient one transient",
  async () => {
    const [host, other] = hosts;
    const still = await host.define(
      tinyDomainXml("", { name: "still", virtType: "qemu", disksXml: " " }),
      "still",
    );
    await host.virsh(["start", "still", "--paused"]);
    const way = passage("still", still);
    await way.perform({ kind: "live", postCopy: true });
    await way.settle();
    expect(await two.hypervisor.machine(way.machine)).toMatchObject({
      state: "paused",
      reason: "user",
      persistent: true,
      generation: 1,
    });
    await other.virsh(["resume", "still"]);
    expect(await two.hypervisor.machine(way.machine)).toMatchObject({ state: "running" });
    await other.virsh(["destroy", "still"]);

    const xml = tinyDomainXml("", { name: "fleeting", virtType: "qemu", disksXml: " " });
    const file = join(host.record.dir, "fleeting.xml");
    await writeFile(file, xml);
    await host.virsh(["create", file]);
    const fleeting = (await host.virsh(["domuuid", "fleeting"])).stdout.trim();
    const passed = passage("fleeting", fleeting);
    await passed.perform({ kind: "live" });
    await passed.settle();
    const arrived = await two.hypervisor.machine(passed.machine);
    expect(arrived).toMatchObject({ state: "running", persistent: false, generation: 1 });
    expect(hasArrived(arrived)).toBe(true);
    await expect(one.hypervisor.machine(passed.machine)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await other.virsh(["destroy", "fleeting"]);
  },
  2 * minutes,
);

test(
  "options of a move do on QEMU what they say",
  async () => {
    const [host, other] = hosts;
    const machine = await withDisk(host, "nimble");
    await host.virsh(["start", "nimble"]);
    await host.waitForGuest("nimble");
    const there = passage("nimble", machine);
    const back = new Passage({ from: two, to: one, machine: there.machine, name: "nimble" });
    const kind = "live-copy" as const;

    // Other limits while its disk is copied; they hold when the memory begins.
    const change = { maxPauseMs: 700, bandwidthBytesPerSecond: 24 * MiB };
    const limits = monitor(host, "nimble", "parameters");
    let adjusted: Promise<void> | null = null;
    await there.perform(
      { kind, bandwidthBytesPerSecond: 4 * MiB },
      {
        progress: ({ iteration }) => {
          adjusted ??= moves(one).adjust(there.machine, change);
          if ((iteration ?? 0) > 0) limits.look();
        },
      },
    );
    await adjusted;
    expect(limits.said("downtime-limit")).toBe("700 ms");
    expect(limits.said("max-bandwidth")).toBe(`${24 * MiB} bytes/second`);
    await there.settle();

    // As fast as it may, and not faster.
    const limit = 24 * MiB;
    const sparing = monitor(other, "nimble", "capabilities");
    const { measured } = await back.perform(
      { kind, compression: "xbzrle", bandwidthBytesPerSecond: limit },
      { progress: sparing.look },
    );
    expect(sparing.said("xbzrle")).toBe("on");
    expect(measured.bytesPerSecond).toBeLessThan(limit * 1.1);
    await back.settle();

    const parallel = monitor(host, "nimble", "capabilities");
    const channels = monitor(host, "nimble", "parameters");
    await there.perform(
      { kind, parallelConnections: 3, autoConverge: true, bandwidthBytesPerSecond: limit },
      {
        progress: () => {
          parallel.look();
          channels.look();
        },
      },
    );
    expect([parallel.said("multifd"), channels.said("multifd-channels")]).toEqual(["on", "3"]);
    expect(parallel.said("auto-converge")).toBe("on");
    await there.settle();
    expect(await two.hypervisor.machine(there.machine)).toMatchObject({ state: "running" });
    const zstd = { compression: "zstd" as const, parallelConnections: 2 };
    expect(await back.check({ kind, ...zstd })).toEqual(["options"]);
    await other.virsh(["destroy", "nimble"]);
  },
  4 * minutes,
);

test(
  "auto-converge slows a guest that writes faster than it may be moved, until it can be",
  async () => {
    const [host, other] = hosts;
    const machine = await host.defineGuest({ name: "eager", work: "memory" });
    await host.virsh(["start", "eager"]);
    await host.waitForGuest("eager");
    const way = passage("eager", machine);
    let throttled = 0;
    let freed: Promise<void> | null = null;
    const { measured } = await way.perform(
      { kind: "live", autoConverge: true, bandwidthBytesPerSecond: 16 * MiB, maxPauseMs: 50 },
      {
        progress: ({ autoConvergeThrottlePercent }) => {
          throttled = Math.max(throttled, autoConvergeThrottlePercent ?? 0);
          if (throttled === 0) return;
          const wide = { bandwidthBytesPerSecond: 800 * MiB, maxPauseMs: 5_000 };
          freed ??= moves(one).adjust(way.machine, wide);
        },
      },
    );
    await freed;
    expect(throttled).toBeGreaterThan(0);
    expect(measured.iterations).toBeGreaterThan(1);
    await way.settle();
    await other.virsh(["destroy", "eager"]);
  },
  3 * minutes,
);

test(
  "virtlockd refuses a second start on a disk that both hosts reach, and a move hands its lock over",
  async () => {
    const [host, other] = hosts;
    const image = join(site.folder, "san.img");
    writeTinyDisk(image, "idle");
    const { stdout } = await runCommand(["losetup", "--find", "--show", image]);
    const loop = stdout.trim();
    try {
      for (const there of hosts) await withLockedDisk(there, loop);
      const disksXml = `<disk type='block' device='disk'>
        <driver name='qemu' type='raw' cache='none'/><source dev='/run/san'/>
        <target dev='vda' bus='virtio'/></disk>`;
      const xml = (name: string) => tinyDomainXml("", { name, virtType: "qemu", disksXml });
      const machine = await host.define(xml("locked"), "locked");
      for (const there of hosts) await there.define(xml("twin"), "twin");
      const secondStart = async (there: LabHost) =>
        (await there.virsh(["start", "twin"], { allowFailure: true })).stderr;
      const refusal = /Lockspace resource '\w+' is locked/;

      await host.virsh(["start", "locked"]);
      expect(await secondStart(other)).toMatch(refusal);
      const way = passage("locked", machine);
      expect(await way.check({ kind: "live" })).toEqual([]);
      await way.perform({ kind: "live" });
      await way.settle();
      expect(await two.hypervisor.machine(way.machine)).toMatchObject({ state: "running" });
      expect(await secondStart(host)).toMatch(refusal);
      await other.virsh(["destroy", "locked"]);
      expect(await secondStart(host)).toBe("");
      await host.virsh(["destroy", "twin"]);
    } finally {
      await runCommand(["losetup", "--detach", loop]);
    }
  },
  3 * minutes,
);

/**
 * A device of the host's own for what both hosts reach, as of a SAN: QEMU's locks do not cross hosts there. libvirtd is
 * started anew with a virtlockd, whose locks lie in a folder that both hosts have.
 */
async function withLockedDisk(host: LabHost, loop: string): Promise<void> {
  const etc = join(host.record.dir, "etc");
  const locks = join(site.folder, "locks");
  await mkdir(locks, { recursive: true });
  await host.exec(["mknod", "/run/san", "b", "7", loop.slice("/dev/loop".length)]);
  await appendFile(join(etc, "qemu.conf"), 'lock_manager = "lockd"\n');
  await writeFile(join(etc, "qemu-lockd.conf"), `file_lockspace_dir = "${locks}"\n`);
  await writeFile(join(etc, "virtlockd.conf"), "");
  await host.exec(["virtlockd", "--daemon", "--config", "/etc/libvirt/virtlockd.conf"]);
  await host.killLibvirtd("TERM");
  await host.startLibvirtd();
}

const pagesFile = "/proc/sys/vm/nr_hugepages";

/** Of this kernel, which all hosts of the lab share. */
async function setHugePages(count: number): Promise<void> {
  await writeFile(pagesFile, `${count}\n`);
  expect(Number(await readFile(pagesFile, "utf8"))).toBe(count);
}

test(
  "a machine on huge pages moves where enough of them are free, and is refused where not",
  async () => {
    const [host, other] = hosts;
    const before = Number(await readFile(pagesFile, "utf8"));
    // Its 32 MB in pages of 2 MB, once.
    await setHugePages(before + 16);
    try {
      for (const there of hosts) {
        await there.exec(["mkdir", "-p", "/run/hugepages"]);
        await there.exec(["mount", "-t", "hugetlbfs", "hugetlbfs", "/run/hugepages"]);
        await there.killLibvirtd("TERM");
        await there.startLibvirtd();
      }
      const xml = tinyDomainXml("", { name: "wide", virtType: "qemu", disksXml: " " });
      const backing = "<memoryBacking><hugepages/></memoryBacking>";
      const machine = await host.define(xml.replace("<vcpu>", `${backing}<vcpu>`), "wide");
      await host.virsh(["start", "wide"]);
      const way = passage("wide", machine);
      if (before === 0) expect(await way.check({ kind: "live" })).toEqual(["memory"]);
      await setHugePages(before + 32);
      expect(await way.check({ kind: "live" })).toEqual([]);
      await way.perform({ kind: "live" });
      await way.settle();
      expect(await two.hypervisor.machine(way.machine)).toMatchObject({ state: "running" });
      expect((await other.virsh(["dumpxml", "wide"])).stdout).toContain("<hugepages/>");
      await other.virsh(["destroy", "wide"]);
    } finally {
      await writeFile(pagesFile, `${before}\n`);
    }
  },
  2 * minutes,
);
