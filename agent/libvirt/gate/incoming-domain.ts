import {
  attribute,
  childrenOf,
  find,
  isElement,
  parseXml,
  textOf,
  type XmlElement,
} from "../xml/tree.ts";
import type { GateTicket } from "./gate-ticket.ts";

/** Character devices that stay inside the host: no network, no file of the source's choice. */
const characterTypes = new Set(["pty", "unix", "null", "spicevmc", "spiceport", "qemu-vdagent"]);
const characterElements = new Set(["serial", "parallel", "console", "channel"]);
/** Made by libvirt for this very start; it does not exist before. */
const ownPaths = [/^\/dev\/pts\/\d+$/, /^\/machine(\/|$)/];

/**
 * Why this definition may not start here, or null. libvirtd starts what it is given as root would: another
 * emulator, a script of an interface or a disk of another machine would be a way from host to host. So the
 * definition may name nothing that the ticket does not. Throws XML_REFUSED for what is no XML.
 */
export function whyNotIncoming(xml: string, ticket: GateTicket): string | null {
  const root = parseXml(xml);
  if (root.name !== "domain") return `a domain wanted, not <${root.name}>`;
  return whyNotMachine(root, ticket) ?? whyNotElement(root, ticket);
}

/** The same of a snapshot: a machine that is put back to it starts what it names. */
export function whyNotSnapshot(xml: string, ticket: GateTicket): string | null {
  const root = parseXml(xml);
  if (root.name !== "domainsnapshot") return `a snapshot wanted, not <${root.name}>`;
  const kept = ["domain", "inactiveDomain"].flatMap((name) => childrenOf(root, name));
  const whys = kept.map((domain) => whyNotMachine(domain, ticket));
  return whys.find((why) => why !== null) ?? whyNotElement(root, ticket);
}

function whyNotMachine(root: XmlElement, ticket: GateTicket): string | null {
  const machine = textOf(find(root, "uuid"))?.toLowerCase() ?? "";
  if (machine !== ticket.machine) return `it is machine ${machine}, not ${ticket.machine}`;
  const name = textOf(find(root, "name")) ?? "";
  return name === ticket.name ? null : `it is named ${name}, not ${ticket.name}`;
}

function whyNotElement(element: XmlElement, ticket: GateTicket): string | null {
  // Metadata is kept as it is and never acted on.
  if (element.name === "metadata") return null;
  const why =
    whyNotForeign(element) ?? whyNotDevice(element, ticket) ?? whyNotPaths(element, ticket);
  if (why !== null) return why;
  for (const child of element.children) {
    const inner = isElement(child) ? whyNotElement(child, ticket) : null;
    if (inner !== null) return inner;
  }
  return null;
}

/** Other namespaces hold what libvirt passes to QEMU unseen, such as `qemu:commandline`. */
function whyNotForeign({ name, attributes }: XmlElement): string | null {
  if (name.includes(":")) return `<${name}> is passed on unseen`;
  return Object.hasOwn(attributes, "xmlns") ? `<${name}> is of another namespace` : null;
}

function whyNotDevice(element: XmlElement, ticket: GateTicket): string | null {
  const { name } = element;
  const type = attribute(element, "type") ?? "";
  if (name === "emulator") {
    const path = textOf(element) ?? "";
    return ticket.emulators.includes(path) ? null : `${path} is no emulator of this host`;
  }
  if (name === "filesystem") return "it shares a folder of the host";
  if (name === "hostdev" && !ticket.allowHostDevices) return "it takes a device of the host";
  if (name === "interface") return whyNotInterface(element, ticket);
  if (characterElements.has(name) && type !== "" && !characterTypes.has(type)) {
    return `its ${name} is of type ${type}`;
  }
  if (name === "seclabel" && (type === "none" || attribute(element, "relabel") === "no")) {
    return "it asks to run without confinement";
  }
  return null;
}

function whyNotInterface(element: XmlElement, ticket: GateTicket): string | null {
  const type = attribute(element, "type") ?? "";
  if (type === "user") return null;
  const source = find(element, "source");
  const at = ["network", "bridge", "dev"].map((key) => attribute(source, key)).find(Boolean) ?? "";
  const known = ["network", "bridge", "direct"].includes(type) && ticket.networks.includes(at);
  return known ? null : `its interface of type ${type} is on "${at}"`;
}

function whyNotPaths(element: XmlElement, ticket: GateTicket): string | null {
  const texts = element.children.map((child) => ("text" in child ? child.text : ""));
  for (const value of [...Object.values(element.attributes), texts.join("").trim()]) {
    if (!value.startsWith("/") || element.name === "emulator") continue;
    // A path with a way up is never what a report said.
    const plain = !value.split("/").includes("..");
    if (plain && (ticket.paths.includes(value) || ownPaths.some((own) => own.test(value))))
      continue;
    return `its <${element.name}> names ${value}`;
  }
  return null;
}
