import type { HostNetwork, HostPool } from "@novacron/protocol/domain/host";
import { HugePages } from "../../host/huge-pages.ts";
import type { HypervisorInventory } from "../../ports/hypervisor.ts";
import type { LibvirtClient } from "../client.ts";
import type { Network, StoragePool } from "../generated/types.ts";
import type { QemuTls } from "../migration/qemu-tls.ts";
import { type Capabilities, parseCapabilities } from "../xml/capabilities.ts";
import { parseNetwork } from "../xml/network.ts";
import { parsePool } from "../xml/storage.ts";

/** The limit of the host report for each of pools and networks. */
const OBJECTS_MAX = 256;
const STATE_RUNNING = 2;
/** A fresh libvirtd tries every QEMU it finds before it answers. */
const FIRST_ASKED = { timeoutMs: 120_000 };

export interface InventoryClients {
  readonly qemu: LibvirtClient;
  readonly network: LibvirtClient;
  readonly storage: LibvirtClient;
}

export interface InventoryParts {
  /** Resolves when the daemons of networks and pools are connected, or late. */
  readonly areThere: Promise<void>;
  readonly tls: (() => Promise<QemuTls>) | undefined;
}

/** What a host has beside machines. A pool or network that fails, or is gone, is left out. */
export async function readInventory(
  clients: InventoryClients,
  { areThere, tls }: InventoryParts,
): Promise<HypervisorInventory> {
  const { remote } = clients.qemu;
  const { capabilities } = await remote.connectGetCapabilities(FIRST_ASKED);
  const can = parseCapabilities(capabilities);
  const { libVer } = await remote.connectGetLibVersion();
  const { hvVer } = await remote.connectGetVersion();
  await areThere;
  return {
    hostUuid: can.hostUuid,
    hypervisorVersion: versionText(libVer),
    emulatorVersion: versionText(hvVer),
    pools: await readPools(clients.storage),
    networks: await readNetworks(clients.network),
    ...(tls && { migration: await readMigration(can, tls) }),
  };
}

const machineTypesMax = 512;
const emulatorsMax = 32;

async function readMigration(
  { guests }: Capabilities,
  tls: () => Promise<QemuTls>,
): Promise<NonNullable<HypervisorInventory["migration"]>> {
  const emulators = guests.flatMap(({ emulator }) => emulator ?? []);
  const { problem, authorities } = await tls();
  return {
    tlsProblem: problem?.slice(0, 1_000) ?? null,
    ...(authorities && { tlsAuthorities: authorities }),
    machineTypes: [...new Set(guests.flatMap(({ machines }) => machines))]
      .filter((name) => name.length <= 64)
      .slice(0, machineTypesMax),
    emulators: [...new Set(emulators)].slice(0, emulatorsMax),
    hugePagesFreeBytes: freeHugePages(),
  };
}

function freeHugePages(): number | null {
  const pages = new HugePages("");
  const free = pages.freeBytes();
  pages.close();
  return free;
}

/** libvirt packs a version as major * 1,000,000 + minor * 1,000 + release. */
export function versionText(packed: bigint): string {
  const number = Number(packed);
  return [Math.floor(number / 1e6), Math.floor(number / 1e3) % 1e3, number % 1e3].join(".");
}

async function readPools(client: LibvirtClient): Promise<HostPool[]> {
  if (!client.connected) return [];
  const all = await client.remote.connectListAllStoragePools({ needResults: 1, flags: 0 });
  const pools = all.pools.slice(0, OBJECTS_MAX).map((pool) => readPool(client, pool));
  return (await Promise.all(pools)).filter((pool) => pool !== null);
}

async function readPool({ remote }: LibvirtClient, pool: StoragePool): Promise<HostPool | null> {
  try {
    const { xml } = await remote.storagePoolGetXmlDesc({ pool, flags: 0 });
    const info = await remote.storagePoolGetInfo({ pool });
    const { type, path } = parsePool(xml);
    return {
      name: pool.name.slice(0, 255),
      type: type.slice(0, 32),
      active: info.state === STATE_RUNNING,
      capacityBytes: Number(info.capacity),
      allocationBytes: Number(info.allocation),
      availableBytes: Number(info.available),
      path: path?.slice(0, 4_096) ?? null,
    };
  } catch {
    return null;
  }
}

async function readNetworks(client: LibvirtClient): Promise<HostNetwork[]> {
  if (!client.connected) return [];
  const all = await client.remote.connectListAllNetworks({ needResults: 1, flags: 0 });
  const networks = all.nets.slice(0, OBJECTS_MAX).map((net) => readNetwork(client, net));
  return (await Promise.all(networks)).filter((network) => network !== null);
}

async function readNetwork({ remote }: LibvirtClient, net: Network): Promise<HostNetwork | null> {
  try {
    const { xml } = await remote.networkGetXmlDesc({ net, flags: 0 });
    const { active } = await remote.networkIsActive({ net });
    const { bridge, forward, addresses } = parseNetwork(xml);
    return {
      name: net.name.slice(0, 255),
      active: active === 1,
      bridge: bridge?.slice(0, 64) ?? null,
      forward: forward?.slice(0, 32) ?? null,
      addresses: addresses.slice(0, 16),
    };
  } catch {
    return null;
  }
}
