import type { HostNetwork, HostNic } from "@novacron/protocol/domain/host";
import { expect, test } from "vitest";
import { moveAddresses } from "./inventory.ts";

const nic = (name: string, ...addresses: string[]): HostNic => ({
  name,
  mac: null,
  speedMbit: null,
  addresses,
});
const network = (bridge: string | null, forward: string | null): HostNetwork => ({
  name: `net-${bridge}`,
  active: true,
  bridge,
  forward,
  addresses: [],
});

test("other hosts reach this one by all that leads out of it", () => {
  const nics = [
    nic("lo", "127.0.0.1/8"),
    nic("eno1", "192.0.2.7/24", "fe80::1/64"),
    nic("virbr0", "192.168.122.1/24"),
    nic("virbr1", "10.9.9.1/24"),
    nic("vnet3", "10.8.8.1/24"),
  ];
  const networks = [network("virbr0", "nat"), network("virbr1", null)];
  expect(moveAddresses(null, nics, networks)).toEqual(["192.0.2.7"]);
  expect(moveAddresses("198.51.100.7", nics, networks)).toEqual(["198.51.100.7"]);
});

test("a bridge of the host's own leads out, though a network of libvirt is on it", () => {
  const nics = [nic("eno1"), nic("br0", "192.0.2.7/24")];
  expect(moveAddresses(null, nics, [network("br0", "bridge")])).toEqual(["192.0.2.7"]);
});
