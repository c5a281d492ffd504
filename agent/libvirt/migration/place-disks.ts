import { basename, dirname } from "node:path";
import type { MigrationDescription, MigrationOptions } from "@novacron/protocol/domain/migration";
import type { RemoteApi } from "../generated/remote-api.ts";
import type { StoragePool } from "../generated/types.ts";
import { parsePool } from "../xml/storage.ts";
import { looking } from "./move-kit.ts";

export interface PoolSeen {
  readonly pool: StoragePool;
  readonly name: string;
  readonly path: string | null;
  readonly active: boolean;
  readonly availableBytes: number;
}

type Disk = MigrationDescription["disks"][number];

export interface Placement {
  readonly disk: Disk;
  readonly pool: string;
  readonly volume: string;
}

const poolRunning = 2;

export async function poolsOf(remote: RemoteApi): Promise<PoolSeen[]> {
  const { pools } = await remote.connectListAllStoragePools({ needResults: 1, flags: 0 }, looking);
  return await Promise.all(
    pools.map(async (pool) => {
      const { xml } = await remote.storagePoolGetXmlDesc({ pool, flags: 0 }, looking);
      const { state, available } = await remote.storagePoolGetInfo({ pool }, looking);
      const { path } = parsePool(xml);
      const active = state === poolRunning;
      return { pool, name: pool.name, path, active, availableBytes: Number(available) };
    }),
  );
}

/**
 * Where each copied disk goes. Copied are the disks that only the source reaches, and those that are named; of a plain
 * live move none. Not named, a disk goes to the pool that lies where it lies at the source, or to the first that runs.
 */
export function placeDisks(
  { disks }: Pick<MigrationDescription, "disks">,
  { kind, disks: named = [] }: MigrationOptions,
  pools: readonly Pick<PoolSeen, "name" | "path" | "active">[],
): Placement[] {
  const poolOf = new Map(named.map(({ target, pool }) => [target, pool]));
  const copied = disks.filter(({ target, shareable, device, readOnly, source }) => {
    if (device !== "disk" || source === null || kind === "live") return false;
    if (poolOf.has(target)) return true;
    return kind !== "storage" && !shareable && !readOnly;
  });
  return copied.map((disk) => {
    const source = disk.source ?? "";
    const alike = pools.find(({ path }) => path === dirname(source));
    const first = pools.find(({ active, path }) => active && path !== null);
    const pool = poolOf.get(disk.target) ?? alike?.name ?? first?.name ?? "default";
    return { disk, pool, volume: basename(source) };
  });
}
