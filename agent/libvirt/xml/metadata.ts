import { isUuid } from "@novacron/protocol/domain/ids";
import {
  attribute,
  childrenOf,
  element,
  find,
  isElement,
  parseXml,
  textOf,
  writeXml,
  type XmlElement,
} from "./tree.ts";

/** NovaCron's own element within a domain's `<metadata>`; it travels with the machine. */
export interface MachineMetadata {
  /** Rises with every move or recovery. */
  readonly generation: number;
  /** Id of the host that may run it; null where none was ever named. */
  readonly owner: string | null;
  readonly autostart: boolean;
  /** Made by NovaCron as a demo guest; only such a one may be deleted as a demo. */
  readonly demo: boolean;
  readonly tags: readonly string[];
}

export const METADATA_NAMESPACE = "urn:novacron:machine:1";
/** The prefix libvirt is asked to write; readers go by the namespace. */
export const METADATA_PREFIX = "novacron";

/** The metadata in a `<domain>`; null where there is none, or it cannot be what NovaCron wrote. */
export function metadataOf(domain: XmlElement): MachineMetadata | null {
  const own = (find(domain, "metadata")?.children ?? []).filter(isElement).find(isOwn);
  return own ? fromElement(own) : null;
}

/** Reads the element alone, as libvirt's `domainGetMetadata` returns it. */
export function parseMetadata(text: string): MachineMetadata | null {
  return fromElement(parseXml(text));
}

/** The element alone, as libvirt's `domainSetMetadata` takes it: it adds namespace and prefix. */
export function createMetadata(metadata: MachineMetadata): string {
  return writeXml(metadataElement(metadata, ""));
}

/** The element as it stands within `<metadata>`. */
export function metadataElement(
  metadata: MachineMetadata,
  prefix: string = METADATA_PREFIX,
): XmlElement {
  const named = (name: string) => (prefix === "" ? name : `${prefix}:${name}`);
  const namespace = prefix === "" ? {} : { [`xmlns:${prefix}`]: METADATA_NAMESPACE };
  return element(
    named("machine"),
    {
      ...namespace,
      generation: metadata.generation,
      owner: metadata.owner,
      autostart: metadata.autostart ? "yes" : "no",
      demo: metadata.demo ? "yes" : null,
    },
    ...metadata.tags.map((tag) => element(named("tag"), {}, tag)),
  );
}

export function isOwn(node: XmlElement): boolean {
  const [prefix, local] = split(node.name);
  const declaration = prefix === null ? "xmlns" : `xmlns:${prefix}`;
  return local === "machine" && attribute(node, declaration) === METADATA_NAMESPACE;
}

function fromElement(own: XmlElement): MachineMetadata | null {
  const generation = attribute(own, "generation") ?? "";
  const owner = attribute(own, "owner");
  // Anyone may edit a domain's XML. What cannot be ours must not be obeyed, as a wrong owner would.
  if (!/^\d{1,12}$/.test(generation) || (owner !== null && !isUuid(owner))) return null;
  const [prefix] = split(own.name);
  const tags = childrenOf(own, prefix === null ? "tag" : `${prefix}:tag`);
  return {
    generation: Number(generation),
    owner,
    autostart: attribute(own, "autostart") === "yes",
    demo: attribute(own, "demo") === "yes",
    tags: tags.map((tag) => textOf(tag)).filter((tag) => tag !== null),
  };
}

function split(name: string): [string | null, string] {
  const at = name.indexOf(":");
  return at < 0 ? [null, name] : [name.slice(0, at), name.slice(at + 1)];
}
