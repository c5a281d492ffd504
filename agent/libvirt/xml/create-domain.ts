import type { DiskSource } from "./domain.ts";
import { type MachineMetadata, metadataElement } from "./metadata.ts";
import { element, writeXml, type XmlElement } from "./tree.ts";

/** What is needed to define a new domain; libvirt fills in the rest. */
export interface NewDomain {
  readonly type: "kvm" | "qemu";
  readonly name: string;
  readonly uuid: string;
  readonly title?: string;
  readonly memoryBytes: number;
  readonly vcpus: number;
  readonly arch: string;
  /** Machine type; libvirt's default for the architecture if absent. */
  readonly machine?: string;
  readonly cpuMode?: "host-model" | "host-passthrough" | "maximum";
  /** Boots this kernel instead of a disk. */
  readonly kernel?: { readonly path: string; readonly initrd?: string; readonly cmdline?: string };
  readonly disks?: readonly NewDisk[];
  readonly interfaces?: readonly NewInterface[];
  /** A serial console on a pseudo-terminal. */
  readonly serialConsole?: boolean;
  readonly guestAgent?: boolean;
  /** VNC on the host's loopback. */
  readonly vnc?: boolean;
  readonly metadata?: MachineMetadata;
}

export interface NewDisk {
  readonly device?: "disk" | "cdrom";
  readonly source: DiskSource;
  readonly format: string;
  readonly target: string;
  readonly bus: string;
  readonly cache?: string;
  readonly readOnly?: boolean;
}

export interface NewInterface {
  readonly network: string;
  readonly mac?: string;
  readonly model?: string;
}

/** The `<domain>` document for libvirt to define or start. */
export function createDomain(domain: NewDomain): string {
  return writeXml(
    element(
      "domain",
      { type: domain.type },
      element("name", {}, domain.name),
      element("uuid", {}, domain.uuid),
      domain.title !== undefined && element("title", {}, domain.title),
      domain.metadata && element("metadata", {}, metadataElement(domain.metadata)),
      element("memory", { unit: "b" }, String(domain.memoryBytes)),
      element("vcpu", {}, String(domain.vcpus)),
      osElement(domain),
      element("features", {}, element("acpi"), element("apic")),
      domain.cpuMode && element("cpu", { mode: domain.cpuMode }),
      element("on_poweroff", {}, "destroy"),
      element("on_reboot", {}, "restart"),
      element("on_crash", {}, "destroy"),
      devicesElement(domain),
    ),
  );
}

export function diskElement(disk: NewDisk): XmlElement {
  return element(
    "disk",
    {
      type: disk.source.kind === "none" ? "file" : disk.source.kind,
      device: disk.device ?? "disk",
    },
    element("driver", { name: "qemu", type: disk.format, cache: disk.cache }),
    sourceElement(disk.source),
    element("target", { dev: disk.target, bus: disk.bus }),
    disk.readOnly && element("readonly"),
  );
}

export function interfaceElement(nic: NewInterface): XmlElement {
  return element(
    "interface",
    { type: "network" },
    nic.mac !== undefined && element("mac", { address: nic.mac }),
    element("source", { network: nic.network }),
    element("model", { type: nic.model ?? "virtio" }),
  );
}

export function sourceElement(source: DiskSource): XmlElement | null {
  switch (source.kind) {
    case "none":
    case "other":
      return null;
    case "file":
      return element("source", { file: source.path });
    case "block":
      return element("source", { dev: source.path });
    case "volume":
      return element("source", { pool: source.pool, volume: source.volume });
    case "network":
      return element(
        "source",
        { protocol: source.protocol, name: source.name },
        ...source.hosts.map((host) => element("host", { name: host.name, port: host.port })),
      );
  }
}

function osElement({ arch, machine, kernel }: NewDomain): XmlElement {
  return element(
    "os",
    {},
    element("type", { arch, machine }, "hvm"),
    kernel && element("kernel", {}, kernel.path),
    kernel?.initrd !== undefined && element("initrd", {}, kernel.initrd),
    kernel?.cmdline !== undefined && element("cmdline", {}, kernel.cmdline),
  );
}

function devicesElement(domain: NewDomain): XmlElement {
  return element(
    "devices",
    {},
    ...(domain.disks ?? []).map(diskElement),
    ...(domain.interfaces ?? []).map(interfaceElement),
    domain.serialConsole && element("serial", { type: "pty" }, element("target", { port: 0 })),
    domain.serialConsole &&
      element("console", { type: "pty" }, element("target", { type: "serial", port: 0 })),
    domain.guestAgent &&
      element(
        "channel",
        { type: "unix" },
        element("target", { type: "virtio", name: "org.qemu.guest_agent.0" }),
      ),
    domain.vnc && element("graphics", { type: "vnc", autoport: "yes", listen: "127.0.0.1" }),
    element("memballoon", { model: "virtio" }, element("stats", { period: 5 })),
  );
}
