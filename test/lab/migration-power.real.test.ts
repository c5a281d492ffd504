import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeRequest } from "@novacron/agent/identity/make-request";
import { GateProcesses } from "@novacron/agent/libvirt/gate/process/gate-processes";
import { LibvirtHypervisor } from "@novacron/agent/libvirt/hypervisor";
import { qemuTlsProblem } from "@novacron/agent/libvirt/migration/qemu-tls";
import { systemClock } from "@novacron/agent/libvirt/testing/system-clock";
import { type ContractHost, migrationContract } from "@novacron/agent/ports/migration.contract";
import { FleetCa } from "@novacron/control-plane/adapters/pki/fleet-ca";
import { ownAuthority } from "@novacron/control-plane/adapters/pki/make-authority";
import { type HostId, hostId, type MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { buildGuest } from "@novacron/tools/guest/build-guest";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { labQemuPki } from "./host-config.ts";
import { Lab } from "./lab.ts";
import type { LabHost } from "./lab-host.ts";
import { waitUntil } from "./processes.ts";

const launch = fileURLToPath(import.meta.resolve("@novacron/agent/launch/main"));
const MiB = 1024 ** 2;

interface Site {
  readonly lab: Lab;
  readonly folder: string;
  readonly ca: FleetCa;
}

let site: Promise<Site> | null = null;

/** Both suites move machines between the same two hosts. */
function theSite(): Promise<Site> {
  site ??= makeSite();
  return site;
}

async function makeSite(): Promise<Site> {
  const lab = await Lab.up({ hosts: 2 });
  const folder = await mkdtemp("/tmp/novacron-moves-");
  const kept = new Map<string, string>();
  const store = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, pem: string) => void kept.set(name, pem),
  };
  return { lab, folder, ca: new FleetCa(await ownAuthority(store, Date.now())) };
}

afterAll(async () => {
  if (site === null) return;
  const { lab, folder } = await site;
  await lab.down();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

/** A path inside the host, as this process finds it. */
function seenIn(host: LabHost): (path: string) => string {
  return (path) =>
    path.startsWith("/etc/libvirt/")
      ? join(host.record.dir, "etc", path.slice("/etc/libvirt".length))
      : host.outside(path);
}

/** The host with certificates of the fleet, and the adapter that its agent has. */
async function joined({ ca, folder }: Site, host: LabHost, suite: string): Promise<ContractHost> {
  const id = hostId.parse(host.record.hostUuid);
  const wish = { host: id, notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  const own = await makeRequest();
  const { publicKey } = await ca.readRequest(own.request);
  const { pem: cert } = await ca.issueHost({ ...wish, publicKey });
  const identity = { ca: ca.caPem(), cert, key: own.key };
  await writeQemuPki(ca, { host, wish });
  const seen = seenIn(host);
  // In the host's own network, so that it is reached where QEMU is; its files are this process's.
  const command = ["nsenter", `--net=${host.netns}`, process.execPath, launch, "gate"];
  const hypervisor = new LibvirtHypervisor({
    clock: systemClock,
    random: Math.random,
    runFolder: host.outside("/run/libvirt"),
    moves: {
      host: id,
      identity: () => identity,
      gates: new GateProcesses({
        command,
        clock: systemClock,
        folder: join(folder, `${suite}${host.record.index}`),
      }),
      folder: join(folder, `records-${suite}-${host.record.index}`),
      listen: "0.0.0.0",
      tlsProblem: () =>
        qemuTlsProblem({
          host: id,
          clock: systemClock,
          configuration: seen("/etc/libvirt/qemu.conf"),
          seen,
        }),
      seen,
    },
  });
  return { id, hypervisor, addresses: [host.address, "127.0.0.1"] };
}

async function writeQemuPki(
  ca: FleetCa,
  { host, wish }: { host: LabHost; wish: { host: HostId; notBefore: number; notAfter: number } },
): Promise<void> {
  const { key, request } = await makeRequest();
  const { publicKey } = await ca.readRequest(request);
  const { pem } = await ca.issueQemu({ ...wish, publicKey, names: [] });
  const pki = seenIn(host)(labQemuPki);
  await mkdir(pki, { recursive: true });
  const files = { "ca-cert": ca.caPem(), "server-cert": pem, "client-cert": pem };
  const all = { ...files, "server-key": key, "client-key": key };
  for (const [name, text] of Object.entries(all)) await writeFile(join(pki, `${name}.pem`), text);
}

async function suite(name: string, options: MigrationOptions, disk: "none" | "qcow2") {
  const made = await theSite();
  const [one, two] = made.lab.hosts as [LabHost, LabHost];
  const machine = disk === "none" ? await one.defineGuest({ name }) : await withDisk(one, name);
  await one.virsh(["start", name]);
  await one.waitForGuest(name, 120_000);
  return {
    one: await joined(made, one, name),
    two: await joined(made, two, name),
    machine: machine as MachineId,
    options,
    slow: { bandwidthBytesPerSecond: MiB },
    pass: () => new Promise<void>((resolve) => setTimeout(resolve, 50)),
    dispose: async () => undefined,
  };
}

async function withDisk(host: LabHost, name: string): Promise<string> {
  const disk = `/var/lib/libvirt/images/${name}.qcow2`;
  await host.exec(["qemu-img", "create", "-q", "-f", "qcow2", disk, "24M"]);
  const sectors = ["write -P 7 0 8M", "write -P 9 16M 1M"].flatMap((one) => ["-c", one]);
  await host.exec(["qemu-io", "-f", "qcow2", ...sectors, disk]);
  await host.virsh(["pool-refresh", "images"]);
  const consoleLog = `/var/log/libvirt/qemu/${name}-console.log`;
  const guest = { name, virtType: "qemu", disk, consoleLog } as const;
  const xml = guestDomainXml(await buildGuest(), guest).replace("type='raw'", "type='qcow2'");
  return await host.define(xml, name);
}

migrationContract("libvirt, live", () => suite("mlive", { kind: "live" }, "none"));
migrationContract("libvirt, live-copy", () => suite("mcopy", { kind: "live-copy" }, "qcow2"));

describe("what else moves, and what does not", () => {
  let hosts: readonly [LabHost, LabHost];
  let one: ContractHost;
  let two: ContractHost;
  beforeAll(async () => {
    const made = await theSite();
    hosts = made.lab.hosts as [LabHost, LabHost];
    one = await joined(made, hosts[0], "kinds");
    two = await joined(made, hosts[1], "kinds");
    for (const { hypervisor } of [one, two]) await hypervisor.start(new AbortController().signal);
    await waitUntil("both adapters are connected", () =>
      [one, two].every(({ hypervisor }) => hypervisor.health().state === "connected"),
    );
  }, 180_000);
  afterAll(async () => {
    await one?.hypervisor.stop();
    await two?.hypervisor.stop();
  });
  const secret = "k".repeat(43);
  const control = () => ({ signal: new AbortController().signal, progress: () => undefined });
  const describeOn = async (name: string) => {
    const machine = (await hosts[0].virsh(["domuuid", name])).stdout.trim() as MachineId;
    const description = await one.hypervisor.migration!.describe(machine);
    return { machine, name, source: one.id, description, secret, next: 1 };
  };

  test("a machine that is off moves its definition", async () => {
    await hosts[0].defineGuest({ name: "asleep" });
    const asked = { ...(await describeOn("asleep")), options: { kind: "offline" as const } };
    expect(asked.description).toMatchObject({ running: false, persistent: true });
    const { port, disks } = await two.hypervisor.migration!.prepare(asked);
    const gate = { target: two.id, addresses: two.addresses, port: port ?? 0, secret };
    const perform = { machine: asked.machine, next: 1, gate, options: asked.options, disks };
    const { measured } = await one.hypervisor.migration!.perform(perform, control());
    expect(measured.pauseMs).toBe(null);
    await two.hypervisor.migration!.adopt(asked.machine, { owner: two.id, generation: 1 });
    await one.hypervisor.migration!.release(asked.machine, { keepDisks: false });
    const there = await two.hypervisor.machine(asked.machine);
    expect(there).toMatchObject({ state: "shutoff", persistent: true, generation: 1 });
    const gone = one.hypervisor.machine(asked.machine);
    await expect(gone).rejects.toMatchObject({ code: "NOT_FOUND" });
  }, 120_000);

  test("a disk goes to another pool of its host while the machine runs", async () => {
    const [host] = hosts;
    const pool = "/var/lib/libvirt/second";
    await host.virsh(["pool-define-as", "second", "dir", "--target", pool]);
    await host.virsh(["pool-build", "second"]);
    await host.virsh(["pool-start", "second"]);
    await withDisk(host, "settled");
    await host.virsh(["start", "settled"]);
    const options = { kind: "storage" as const, disks: [{ target: "vda", pool: "second" }] };
    const asked = { ...(await describeOn("settled")), options, next: 0 };
    const { machine } = asked;
    const { port, disks } = await one.hypervisor.migration!.prepare(asked);
    expect([port, disks[0]?.path]).toEqual([null, `${pool}/settled.qcow2`]);
    const perform = { machine, next: 0, gate: null, options, disks };
    const { measured } = await one.hypervisor.migration!.perform(perform, control());
    expect(measured.diskBytes).toBeGreaterThan(0);
    await one.hypervisor.migration!.release(machine, { keepDisks: false });
    await one.hypervisor.migration!.abandon(machine, one.id);
    const after = await one.hypervisor.machine(machine);
    expect(after).toMatchObject({ state: "running" });
    expect(after.disks[0]?.source).toBe(`${pool}/settled.qcow2`);
    const kept = (await host.virsh(["dumpxml", "settled", "--inactive"])).stdout;
    expect(kept).toContain(`${pool}/settled.qcow2`);
    expect((await host.virsh(["vol-list", "images"])).stdout).not.toContain("settled");
    await host.virsh(["destroy", "settled"]);
    await host.virsh(["undefine", "settled"]);
  }, 180_000);

  test("what cannot move says all that is in the way", async () => {
    const [host] = hosts;
    await withDisk(host, "stuck");
    await host.virsh(["snapshot-create-as", "stuck", "before"]);
    const asked = await describeOn("stuck");
    expect(asked.description.internalSnapshots).toEqual(["before"]);
    const options = { kind: "live" as const, postCopy: true, parallelConnections: 4 };
    const off = await two.hypervisor.migration!.check({ ...asked, options: { kind: "offline" } });
    expect(codes(off.findings)).toEqual(["offline-disks", "snapshots"]);
    const description = { ...asked.description, running: true, emulator: "/usr/bin/nothing" };
    const live = await two.hypervisor.migration!.check({ ...asked, description, options });
    expect(codes(live.findings)).toEqual(["disk-local", "machine-type", "options", "snapshots"]);
    await host.virsh(["undefine", "stuck", "--snapshots-metadata"]);
  }, 120_000);
});

function codes(findings: readonly { readonly code: string }[]): string[] {
  return findings.map(({ code }) => code).sort();
}
