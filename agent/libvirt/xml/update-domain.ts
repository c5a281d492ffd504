import { NovaError } from "@novacron/protocol/errors/nova-error";
import { diskElement, type NewDisk, sourceElement } from "./create-domain.ts";
import type { DiskSource } from "./domain.ts";
import { isOwn, type MachineMetadata, metadataElement } from "./metadata.ts";
import {
  attribute,
  element,
  find,
  isElement,
  parseXml,
  writeXml,
  type XmlElement,
  type XmlNode,
} from "./tree.ts";

// Each takes a `<domain>` document and gives it back with one thing changed; all else, known or
// not, stays where it was. Each throws XML_REFUSED for what is no XML.

/** Sets NovaCron's metadata, or removes it with null. */
export function withMetadata(text: string, metadata: MachineMetadata | null): string {
  return changed(text, (root) =>
    replaceChild(root, "metadata", (old) => {
      const others = (old?.children ?? []).filter((node) => !(isElement(node) && isOwn(node)));
      const own = metadata ? [metadataElement(metadata)] : [];
      const children = [...others, ...own];
      return children.some(isElement) ? { ...(old ?? element("metadata")), children } : null;
    }),
  );
}

export function withTitle(text: string, title: string | null): string {
  return changed(text, (root) => replaceChild(root, "title", () => textElement("title", title)));
}

export function withDescription(text: string, description: string | null): string {
  return changed(text, (root) =>
    replaceChild(root, "description", () => textElement("description", description)),
  );
}

/** A copy under another name and id, for a clone: addresses of its NICs are for libvirt to make. */
export function withIdentity(text: string, identity: { name: string; uuid: string }): string {
  return changed(text, (root) => {
    const named = replaceChild(root, "name", () => element("name", {}, identity.name));
    const fresh = replaceChild(named, "uuid", () => element("uuid", {}, identity.uuid));
    return changeDevices(fresh, "interface", (nic) => replaceChild(nic, "mac", () => null));
  });
}

/** Sets the memory the guest may have at most, and has at its start. */
export function withMemory(text: string, bytes: { max: number; current: number }): string {
  const size = (name: string, value: number) =>
    element(name, { unit: "KiB" }, String(Math.floor(value / 1024)));
  return changed(text, (root) => {
    const max = replaceChild(root, "memory", () => size("memory", bytes.max));
    return replaceChild(max, "currentMemory", () => size("currentMemory", bytes.current));
  });
}

export function withVcpus(text: string, vcpus: { max: number; current: number }): string {
  return changed(text, (root) =>
    replaceChild(root, "vcpu", (old) => {
      const attributes = { ...old?.attributes, current: vcpus.current };
      return element("vcpu", attributes, String(vcpus.max));
    }),
  );
}

/** Points a disk to another source. Throws NOT_FOUND where there is no such target. */
export function withDiskSource(text: string, target: string, source: DiskSource): string {
  return changed(text, (root) => {
    let met = false;
    const next = changeDevices(root, "disk", (disk) => {
      if (attribute(find(disk, "target"), "dev") !== target) return disk;
      met = true;
      const type = source.kind === "none" ? "file" : source.kind;
      const moved = { ...disk, attributes: { ...disk.attributes, type } };
      return replaceChild(moved, "source", () => sourceElement(source));
    });
    if (!met) throw new NovaError("NOT_FOUND", `change the disk ${target}`);
    return next;
  });
}

export function withDisk(text: string, disk: NewDisk): string {
  return changed(text, (root) =>
    replaceChild(root, "devices", (devices) => {
      const old = devices ?? element("devices");
      return { ...old, children: [...old.children, diskElement(disk)] };
    }),
  );
}

export function withoutDisk(text: string, target: string): string {
  return changed(text, (root) =>
    changeDevices(root, "disk", (disk) =>
      attribute(find(disk, "target"), "dev") === target ? null : disk,
    ),
  );
}

function changed(text: string, change: (root: XmlElement) => XmlElement): string {
  return writeXml(change(parseXml(text)));
}

/** Puts what `change` makes of the child in its place; a new one goes to the end. */
function replaceChild(
  parent: XmlElement,
  name: string,
  change: (old: XmlElement | null) => XmlElement | null,
): XmlElement {
  const old = find(parent, name);
  const next = change(old);
  const kept: XmlNode[] = parent.children.flatMap((node) => {
    if (node !== old) return [node];
    return next ? [next] : [];
  });
  return { ...parent, children: old || !next ? kept : [...kept, next] };
}

function changeDevices(
  root: XmlElement,
  name: string,
  change: (device: XmlElement) => XmlElement | null,
): XmlElement {
  return replaceChild(root, "devices", (devices) => {
    if (!devices) return null;
    const children = devices.children.flatMap((node) => {
      const next = isElement(node) && node.name === name ? change(node) : node;
      return next ? [next] : [];
    });
    return { ...devices, children };
  });
}

function textElement(name: string, text: string | null): XmlElement | null {
  return text === null ? null : element(name, {}, text);
}
