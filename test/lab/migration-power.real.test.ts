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
import { afterAll } from "vitest";
import { labQemuPki } from "./host-config.ts";
import { Lab } from "./lab.ts";
import type { LabHost } from "./lab-host.ts";

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
