import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeRequest } from "@novacron/agent/identity/make-request";
import { GateProcesses } from "@novacron/agent/libvirt/gate/process/gate-processes";
import { LibvirtHypervisor } from "@novacron/agent/libvirt/hypervisor";
import { readQemuTls } from "@novacron/agent/libvirt/migration/qemu-tls";
import { systemClock } from "@novacron/agent/libvirt/testing/system-clock";
import type {
  MigrationPower,
  PerformControl,
  Performed,
  PerformRequest,
} from "@novacron/agent/ports/migration";
import type { ContractHost } from "@novacron/agent/ports/migration.contract";
import { FleetCa } from "@novacron/control-plane/adapters/pki/fleet-ca";
import { ownAuthority } from "@novacron/control-plane/adapters/pki/make-authority";
import { type HostId, hostId, type MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { buildGuest } from "@novacron/tools/guest/build-guest";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { labQemuPki } from "./host-config.ts";
import { Lab, type LabOptions } from "./lab.ts";
import type { LabHost } from "./lab-host.ts";

const launch = fileURLToPath(import.meta.resolve("@novacron/agent/launch/main"));

/** Hosts of a lab that move machines by the adapter that their agents have. */
export interface MovingSite {
  readonly lab: Lab;
  readonly folder: string;
  readonly ca: FleetCa;
}

export async function makeSite(options: LabOptions): Promise<MovingSite> {
  const lab = await Lab.up(options);
  // Where a host with another system sees it, too.
  const folder = await mkdtemp(join(dirname(lab.hosts[0]?.record.dir ?? ""), "m"));
  const kept = new Map<string, string>();
  const store = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, pem: string) => void kept.set(name, pem),
  };
  return { lab, folder, ca: new FleetCa(await ownAuthority(store, Date.now())) };
}

export async function endSite({ lab, folder }: MovingSite): Promise<void> {
  await lab.down();
  await rm(folder, { recursive: true, force: true });
}

/** A path inside the host, as this process finds it. */
export function seenIn(host: LabHost): (path: string) => string {
  return (path) =>
    path.startsWith("/etc/libvirt/")
      ? join(host.record.dir, "etc", path.slice("/etc/libvirt".length))
      : host.outside(path);
}

/** The host with certificates of the fleet, and the adapter that its agent has. */
export async function joinedHost(
  { ca, folder }: MovingSite,
  host: LabHost,
  suite: string,
): Promise<ContractHost> {
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
        log: { debug() {}, info() {}, warn() {}, error() {} },
        folder: join(folder, `${suite}${host.record.index}`),
      }),
      folder: join(folder, `records-${suite}-${host.record.index}`),
      listen: "0.0.0.0",
      configuration: "/etc/libvirt/qemu.conf",
      tls: () =>
        readQemuTls({
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

/** Defines a machine with a small guest and a disk of its host that holds something. */
export async function withDisk(host: LabHost, name: string): Promise<string> {
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

export const secret = "k".repeat(43);

/** One machine's way from one host to the other, step by step as the control plane asks for it. */
export class Passage {
  readonly from: ContractHost;
  readonly to: ContractHost;
  readonly machine: MachineId;
  readonly name: string;

  constructor({
    from,
    to,
    machine,
    name,
  }: Omit<Passage, "check" | "prepare" | "perform" | "performed" | "settle">) {
    this.from = from;
    this.to = to;
    this.machine = machine;
    this.name = name;
  }

  async #asked(options: MigrationOptions) {
    const { from, machine, name } = this;
    const description = await moves(from).describe(machine, false);
    const next = description.generation + 1;
    return { machine, name, source: from.id, description, options, secret, next };
  }

  /** Codes of what is in the way. */
  async check(options: MigrationOptions): Promise<string[]> {
    const { findings } = await moves(this.to).check(await this.#asked(options));
    return findings.map(({ code }) => code).sort();
  }

  async prepare(options: MigrationOptions): Promise<PerformRequest> {
    const { to, machine } = this;
    const asked = await this.#asked(options);
    const { port, luggagePort, disks } = await moves(to).prepare(asked);
    const gate = { target: to.id, addresses: to.addresses, port: port ?? 0, secret };
    return { machine, next: asked.next, gate, luggagePort, options, disks };
  }

  async perform(
    options: MigrationOptions,
    control: Partial<PerformControl> = {},
  ): Promise<Performed> {
    return await this.performed(await this.prepare(options), control);
  }

  async performed(request: PerformRequest, control: Partial<PerformControl>): Promise<Performed> {
    const all = { signal: new AbortController().signal, progress: () => undefined, ...control };
    return await moves(this.from).perform(request, all);
  }

  /** The target takes it over, the source lets go. */
  async settle(): Promise<void> {
    const { from, to, machine } = this;
    const { generation } = await moves(to).describe(machine, false);
    await moves(to).adopt(machine, { owner: to.id, generation: generation + 1 });
    await moves(from).release(machine, { keepDisks: false });
  }
}

export function moves({ hypervisor }: ContractHost): MigrationPower {
  if (hypervisor.migration === undefined) throw new Error("the host moves no machines");
  return hypervisor.migration;
}
