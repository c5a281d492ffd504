import { copyFile } from "node:fs/promises";
import type { ContractHost } from "@novacron/agent/ports/migration.contract";
import type { MachineId } from "@novacron/protocol/domain/ids";
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
  "a machine that is off takes its disks and its firmware's variables along",
  async () => {
    const [host, other] = hosts;
    const disk = `${images}/away.qcow2`;
    const nvram = "/var/lib/libvirt/qemu/nvram/away.fd";
    const machine = await withDisk(host, "away");
    await host.exec(["sh", "-c", `head -c 65536 /dev/urandom >${nvram}`]);
    const firmware = `<loader readonly='yes' type='pflash'>/usr/share/seabios/bios-256k.bin</loader>
    <nvram>${nvram}</nvram>`;
    const xml = (await host.virsh(["dumpxml", "away", "--inactive"])).stdout;
    await host.define(xml.replace("</type>", `</type>${firmware}`), "away");
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
    await other.waitForGuest("away");
    await other.virsh(["destroy", "away"]);
  },
  3 * minutes,
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

    await way.perform(options);
    await way.settle();
    expect(await keptOn(other)).toEqual(["first", "since"]);
    const chain = (await other.virsh(["dumpxml", "kept"])).stdout;
    expect(chain).toContain(base);
    expect(await two.hypervisor.machine(way.machine)).toMatchObject({ state: "running" });
    await other.virsh(["destroy", "kept"]);
  },
  4 * minutes,
);
