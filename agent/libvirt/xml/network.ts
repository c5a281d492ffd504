import {
  attribute,
  childrenOf,
  element,
  find,
  parseXml,
  refused,
  textOf,
  writeXml,
} from "./tree.ts";

export interface NetworkDefinition {
  readonly name: string;
  readonly uuid: string | null;
  readonly bridge: string | null;
  /** `nat`, `route`, `bridge`, ...; null for an isolated network. */
  readonly forward: string | null;
  /** Addresses of the host in it, with prefix length, such as `192.168.122.1/24`. */
  readonly addresses: readonly string[];
}

export function parseNetwork(text: string): NetworkDefinition {
  const root = parseXml(text);
  if (root.name !== "network") throw refused(`a network wanted, not <${root.name}>`);
  const forward = find(root, "forward");
  return {
    name: textOf(find(root, "name")) ?? "",
    uuid: textOf(find(root, "uuid")),
    bridge: attribute(find(root, "bridge"), "name"),
    forward: forward && (attribute(forward, "mode") ?? "nat"),
    addresses: childrenOf(root, "ip").map((ip) => {
      const address = attribute(ip, "address") ?? "";
      const prefix = attribute(ip, "prefix") ?? prefixOf(attribute(ip, "netmask"));
      return prefix === null ? address : `${address}/${prefix}`;
    }),
  };
}

export interface NewNetwork {
  readonly name: string;
  readonly uuid?: string;
  readonly bridge?: string;
  readonly forward?: "nat" | "route" | "open";
  readonly address?: { readonly ip: string; readonly prefix: number };
  readonly dhcp?: { readonly start: string; readonly end: string };
}

export function createNetwork(network: NewNetwork): string {
  const dhcp = network.dhcp && element("dhcp", {}, element("range", { ...network.dhcp }));
  const { address } = network;
  return writeXml(
    element(
      "network",
      {},
      element("name", {}, network.name),
      network.uuid !== undefined && element("uuid", {}, network.uuid),
      network.forward && element("forward", { mode: network.forward }),
      network.bridge !== undefined && element("bridge", { name: network.bridge }),
      address && element("ip", { address: address.ip, prefix: address.prefix }, dhcp),
    ),
  );
}

function prefixOf(netmask: string | null): number | null {
  if (netmask === null) return null;
  const bits = netmask.split(".").map((part) => Number(part).toString(2));
  return bits.join("").replaceAll("0", "").length;
}
