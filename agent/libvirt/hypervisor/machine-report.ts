import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type {
  Autostart,
  MachineDisk,
  MachineNic,
  MachineReport,
} from "@novacron/protocol/domain/machine";
import type { DiskSource, DomainDefinition, DomainDisk, DomainInterface } from "../xml/domain.ts";
import { stateOf } from "./states.ts";

/** What the report of a machine is made of. */
export interface MachineFacts {
  readonly definition: DomainDefinition;
  /** virDomainState and its reason. */
  readonly state: number;
  readonly reason: number;
  readonly persistent: boolean;
  /** libvirt's own flag. */
  readonly autostart: boolean;
  /** When its QEMU was started, where it runs. */
  readonly startedAt: number | null;
  readonly job: string | null;
  /** Of each disk, by target. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Of each NIC, by MAC address. */
  readonly addresses: ReadonlyMap<string, readonly string[]>;
  /** Whether other hosts can reach a source. */
  readonly reachable: (source: DiskSource) => boolean;
}

/** Limits of the report's schema; what is over them is cut, so that one machine cannot bar all. */
const DEVICES_MAX = 256;
const TAGS_MAX = 64;

/** Reasons to run that hold from the start of a QEMU on; one that was paused between runs for less long. */
const sinceStart: ReadonlySet<string> = new Set(["booted", "migrated", "restored"]);

export function machineReportOf(facts: MachineFacts): MachineReport {
  const { definition } = facts;
  const { metadata } = definition;
  const { state, reason } = stateOf(facts.state, facts.reason);
  return {
    id: definition.uuid as MachineId,
    name: cut(printable(definition.name), 255) || definition.uuid!,
    title: definition.title && cut(definition.title, 1_000),
    state,
    reason,
    since: state === "running" && sinceStart.has(reason) ? facts.startedAt : null,
    persistent: facts.persistent,
    autostart: autostartOf(facts),
    vcpus: definition.vcpus,
    vcpusMax: definition.vcpusMax,
    memoryBytes: definition.memoryBytes,
    memoryMaxBytes: definition.memoryMaxBytes,
    virtualisation: cut(definition.type, 32),
    arch: cut(definition.os.arch ?? "", 32),
    machineType: definition.os.machine && cut(definition.os.machine, 64),
    disks: definition.disks.slice(0, DEVICES_MAX).map((disk) => diskOf(disk, facts)),
    nics: definition.interfaces.slice(0, DEVICES_MAX).map((nic) => nicOf(nic, facts)),
    graphics: definition.graphics.slice(0, 8).map(({ type }) => cut(type, 32)),
    guestAgent: definition.channels.some(({ name, connected }) => connected && isAgent(name)),
    serialConsole: [...definition.serials, ...definition.consoles].some(({ type }) =>
      STREAMABLE.includes(type),
    ),
    tags: (metadata?.tags ?? []).slice(0, TAGS_MAX).map((tag) => cut(tag, 64)),
    demo: metadata?.demo ?? false,
    generation: metadata?.generation ?? 0,
    owner: (metadata?.owner as HostId | undefined | null) ?? null,
    job: facts.job,
  };
}

/** The source of a disk in one line, as a person would write it. */
export function sourceText(source: DiskSource): string | null {
  switch (source.kind) {
    case "none":
      return null;
    case "file":
    case "block":
      return source.path;
    case "volume":
      return `${source.pool}/${source.volume}`;
    case "network": {
      const [host] = source.hosts;
      const at = host ? `${host.name}${host.port === null ? "" : `:${host.port}`}` : "";
      return `${source.protocol}://${at}/${source.name}`;
    }
    case "other":
      return source.type;
  }
}

/** Kinds of character device that libvirt opens as a stream. */
const STREAMABLE = ["pty", "unix", "dev"];

function isAgent(name: string | null): boolean {
  return name?.startsWith("org.qemu.guest_agent.") ?? false;
}

function autostartOf({ definition, autostart }: MachineFacts): Autostart {
  if (definition.metadata?.autostart) return "novacron";
  return autostart ? "libvirt" : "off";
}

function diskOf(disk: DomainDisk, { sizes, reachable }: MachineFacts): MachineDisk {
  const source = sourceText(disk.source);
  return {
    target: cut(disk.target, 64),
    device: disk.device,
    type: disk.source.kind === "other" ? cut(disk.source.type, 32) : disk.source.kind,
    source: source && cut(source, 4_096),
    format: disk.format && cut(disk.format, 32),
    bus: disk.bus && cut(disk.bus, 32),
    readOnly: disk.readOnly,
    capacityBytes: sizes.get(disk.target) ?? null,
    shareable: reachable(disk.source),
  };
}

function nicOf(nic: DomainInterface, { addresses }: MachineFacts): MachineNic {
  return {
    target: nic.target && cut(nic.target, 64),
    mac: nic.mac && cut(nic.mac, 32),
    type: cut(nic.type, 32),
    source: nic.source && cut(nic.source, 255),
    model: nic.model && cut(nic.model, 64),
    addresses: (addresses.get(nic.mac ?? "") ?? []).slice(0, 32).map((one) => cut(one, 64)),
  };
}

function cut(text: string, max: number): string {
  return text.length > max ? text.slice(0, max) : text;
}

function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, " ");
}
