import { attribute, childrenOf, find, parseXml, refused, textOf, type XmlElement } from "./tree.ts";

/** What `connectGetCapabilities` tells of the host and of the guests it can run. */
export interface Capabilities {
  readonly hostUuid: string | null;
  readonly arch: string | null;
  readonly cpuModel: string | null;
  readonly guests: readonly GuestCapabilities[];
}

export interface GuestCapabilities {
  readonly osType: string;
  readonly arch: string;
  readonly emulator: string | null;
  readonly machines: readonly string[];
  /** `qemu`, `kvm`, ...: what the host says it can, which only booting a guest can prove. */
  readonly domainTypes: readonly string[];
}

export function parseCapabilities(text: string): Capabilities {
  const root = parseXml(text);
  if (root.name !== "capabilities") throw refused(`capabilities wanted, not <${root.name}>`);
  return {
    hostUuid: textOf(find(root, "host/uuid"))?.toLowerCase() ?? null,
    arch: textOf(find(root, "host/cpu/arch")),
    cpuModel: textOf(find(root, "host/cpu/model")),
    guests: childrenOf(root, "guest").map(guestOf),
  };
}

function guestOf(guest: XmlElement): GuestCapabilities {
  const arch = find(guest, "arch");
  return {
    osType: textOf(find(guest, "os_type")) ?? "",
    arch: attribute(arch, "name") ?? "",
    emulator: textOf(find(arch, "emulator")),
    machines: childrenOf(arch, "machine").map((machine) => textOf(machine) ?? ""),
    domainTypes: childrenOf(arch, "domain").map((domain) => attribute(domain, "type") ?? ""),
  };
}
