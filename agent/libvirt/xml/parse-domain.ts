import type {
  CharacterDevice,
  DiskSource,
  DomainChannel,
  DomainDefinition,
  DomainDisk,
  DomainGraphics,
  DomainHostdev,
  DomainInterface,
  DomainOs,
} from "./domain.ts";
import { metadataOf } from "./metadata.ts";
import { sizeBytes } from "./size.ts";
import {
  attribute,
  childrenOf,
  find,
  isElement,
  parseXml,
  refused,
  textOf,
  type XmlElement,
} from "./tree.ts";

/** Reads a `<domain>` document. Throws XML_REFUSED. */
export function parseDomain(text: string): DomainDefinition {
  return domainOf(parseXml(text));
}

export function domainOf(root: XmlElement): DomainDefinition {
  if (root.name !== "domain") throw refused(`a domain wanted, not <${root.name}>`);
  const memoryMaxBytes = sizeBytes(find(root, "memory"), "KiB") ?? 0;
  const vcpusMax = whole(textOf(find(root, "vcpu"))) ?? 1;
  const cpu = find(root, "cpu");
  const devices = find(root, "devices");
  return {
    type: attribute(root, "type") ?? "",
    id: whole(attribute(root, "id")),
    uuid: textOf(find(root, "uuid"))?.toLowerCase() ?? null,
    name: textOf(find(root, "name")) ?? "",
    title: textOf(find(root, "title")),
    description: textOf(find(root, "description")),
    memoryMaxBytes,
    memoryBytes: sizeBytes(find(root, "currentMemory"), "KiB") ?? memoryMaxBytes,
    vcpusMax,
    vcpus: whole(attribute(find(root, "vcpu"), "current")) ?? vcpusMax,
    os: osOf(find(root, "os")),
    features: (find(root, "features")?.children ?? []).filter(isElement).map(({ name }) => name),
    cpu: cpu && { mode: attribute(cpu, "mode"), model: textOf(find(cpu, "model")) },
    emulator: textOf(find(devices, "emulator")),
    disks: childrenOf(devices, "disk").map(diskOf),
    interfaces: childrenOf(devices, "interface").map(interfaceOf),
    graphics: childrenOf(devices, "graphics").map(graphicsOf),
    serials: childrenOf(devices, "serial").map(characterDeviceOf),
    consoles: childrenOf(devices, "console").map(characterDeviceOf),
    channels: childrenOf(devices, "channel").map(channelOf),
    hostdevs: childrenOf(devices, "hostdev").map(hostdevOf),
    metadata: metadataOf(root),
  };
}

function osOf(os: XmlElement | null): DomainOs {
  const type = find(os, "type");
  return {
    type: textOf(type) ?? "hvm",
    arch: attribute(type, "arch"),
    machine: attribute(type, "machine"),
    firmware: attribute(os, "firmware"),
    loader: textOf(find(os, "loader")),
    nvram: textOf(find(os, "nvram")),
    kernel: textOf(find(os, "kernel")),
    initrd: textOf(find(os, "initrd")),
    cmdline: textOf(find(os, "cmdline")),
    boot: childrenOf(os, "boot").map((boot) => attribute(boot, "dev") ?? ""),
  };
}

function diskOf(disk: XmlElement): DomainDisk {
  const device = attribute(disk, "device");
  const target = find(disk, "target");
  return {
    device: device === "cdrom" || device === "floppy" || device === "lun" ? device : "disk",
    source: diskSourceOf(disk),
    target: attribute(target, "dev") ?? "",
    bus: attribute(target, "bus"),
    format: attribute(find(disk, "driver"), "type"),
    cache: attribute(find(disk, "driver"), "cache"),
    readOnly: find(disk, "readonly") !== null,
    shareable: find(disk, "shareable") !== null,
    ...common(disk),
  };
}

function diskSourceOf(disk: XmlElement): DiskSource {
  const type = attribute(disk, "type") ?? "";
  const source = find(disk, "source");
  const named = (name: string) => attribute(source, name);
  if (type === "network") {
    const hosts = childrenOf(source, "host").map((host) => ({
      name: attribute(host, "name") ?? attribute(host, "socket") ?? "",
      port: whole(attribute(host, "port")),
    }));
    return { kind: "network", protocol: named("protocol") ?? "", name: named("name") ?? "", hosts };
  }
  if (type === "volume") {
    return { kind: "volume", pool: named("pool") ?? "", volume: named("volume") ?? "" };
  }
  if (type !== "file" && type !== "block") return { kind: "other", type };
  const path = named(type === "file" ? "file" : "dev");
  return path === null ? { kind: "none" } : { kind: type, path };
}

function interfaceOf(nic: XmlElement): DomainInterface {
  const source = find(nic, "source");
  const type = attribute(nic, "type") ?? "";
  return {
    type,
    mac: attribute(find(nic, "mac"), "address"),
    source: attribute(source, type === "direct" ? "dev" : type) ?? attribute(source, "dev"),
    target: attribute(find(nic, "target"), "dev"),
    model: attribute(find(nic, "model"), "type"),
    ...common(nic),
  };
}

function graphicsOf(graphics: XmlElement): DomainGraphics {
  const listen = find(graphics, "listen");
  const port = whole(attribute(graphics, "port"));
  return {
    type: attribute(graphics, "type") ?? "",
    port: port !== null && port > 0 ? port : null,
    autoport: attribute(graphics, "autoport") === "yes",
    listen: attribute(graphics, "listen") ?? attribute(listen, "address"),
    socket: attribute(graphics, "socket") ?? attribute(listen, "socket"),
  };
}

function characterDeviceOf(device: XmlElement): CharacterDevice {
  return {
    type: attribute(device, "type") ?? "",
    path: attribute(find(device, "source"), "path"),
    targetType: attribute(find(device, "target"), "type"),
    alias: attribute(find(device, "alias"), "name"),
  };
}

function channelOf(channel: XmlElement): DomainChannel {
  const target = find(channel, "target");
  return {
    ...characterDeviceOf(channel),
    name: attribute(target, "name"),
    connected: attribute(target, "state") === "connected",
  };
}

function hostdevOf(hostdev: XmlElement): DomainHostdev {
  return {
    mode: attribute(hostdev, "mode") ?? "",
    type: attribute(hostdev, "type") ?? "",
    alias: attribute(find(hostdev, "alias"), "name"),
  };
}

function common(device: XmlElement): { bootOrder: number | null; alias: string | null } {
  return {
    bootOrder: whole(attribute(find(device, "boot"), "order")),
    alias: attribute(find(device, "alias"), "name"),
  };
}

function whole(text: string | null): number | null {
  return text !== null && /^-?\d{1,9}$/.test(text) ? Number(text) : null;
}
