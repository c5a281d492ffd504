import { type ContractHost, migrationContract } from "@novacron/agent/ports/migration.contract";
import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LabHost } from "./lab-host.ts";
import {
  endSite,
  joinedHost as joined,
  type MovingSite,
  makeSite,
  withDisk,
} from "./moving-hosts.ts";
import { waitUntil } from "./processes.ts";

const MiB = 1024 ** 2;

let site: Promise<MovingSite> | null = null;

/** Both suites move machines between the same two hosts. */
function theSite(): Promise<MovingSite> {
  site ??= makeSite({ hosts: 2 });
  return site;
}

afterAll(async () => {
  if (site !== null) await endSite(await site);
}, 60_000);

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
    await one.hypervisor.migration!.releaseOriginals(machine, { keepDisks: false });
    await one.hypervisor.migration!.releaseOriginals(machine, { keepDisks: false });
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
    expect(codes(off.findings)).toEqual(["snapshots"]);
    const description = { ...asked.description, running: true, emulator: "/usr/bin/nothing" };
    const live = await two.hypervisor.migration!.check({ ...asked, description, options });
    expect(codes(live.findings)).toEqual(["disk-local", "machine-type", "options"]);
    await host.virsh(["undefine", "stuck", "--snapshots-metadata"]);
  }, 120_000);
});

function codes(findings: readonly { readonly code: string }[]): string[] {
  return findings.map(({ code }) => code).sort();
}
