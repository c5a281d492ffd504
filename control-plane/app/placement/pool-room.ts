import type { HostId } from "@novacron/protocol/domain/ids";
import { copiedDisks, poolOf } from "@novacron/protocol/domain/move-disks";
import type { PlanResource } from "../../ports/plan-fleet.ts";
import type { CopyRow, HostRow } from "../../ports/state-store.ts";
import { unitsPerHost } from "./compile.ts";

/** Each is a column of the planner's tables. Of more names those count that most machines need; the rest is judged at the move. */
const namesMax = 8;

/** Bytes that a machine's own disks take in each pool, by the pool's name: a moved disk goes to the pool of that name. */
type Bytes = ReadonlyMap<string, number>;

/**
 * Room in pools, for machines whose disks only their host reaches: one resource for each name of a pool that holds such
 * disks. It limits where they can go and has no price: a full pool is no load.
 */
export class PoolRoom {
  readonly resources: readonly PlanResource[];
  readonly #names: readonly string[];
  readonly #taken = new Map<string, Bytes>();
  readonly #here = new Map<HostId, Map<string, number>>();
  readonly #machines = new Map<HostId, number>();

  constructor(copies: readonly CopyRow[], hostOf: (id: HostId) => HostRow | undefined) {
    const users = new Map<string, number>();
    for (const { machine, host, report } of copies) {
      const row = hostOf(host);
      if (row === undefined) continue;
      const taken = new Map<string, number>();
      const here = this.#here.get(host) ?? new Map<string, number>();
      for (const disk of copiedDisks(report)) {
        const pool = poolOf(disk, {}, row.inventory);
        if (pool === null) continue;
        if (!taken.has(pool)) users.set(pool, (users.get(pool) ?? 0) + 1);
        taken.set(pool, (taken.get(pool) ?? 0) + (disk.capacityBytes ?? 0));
        here.set(pool, (here.get(pool) ?? 0) + (disk.capacityBytes ?? 0));
      }
      this.#taken.set(machine, taken);
      this.#here.set(host, here);
      this.#machines.set(host, (this.#machines.get(host) ?? 0) + 1);
    }
    const byUsers = [...users].sort(([a, some], [b, others]) => others - some || (a < b ? -1 : 1));
    this.#names = byUsers.slice(0, namesMax).map(([name]) => name);
    this.resources = this.#names.map((name) => ({ name: `room in pool ${name}`, weight: 0 }));
  }

  demandOf({ machine }: CopyRow): number[] {
    return this.#names.map((name) => this.#taken.get(machine)?.get(name) ?? 0);
  }

  /** By host, in the order given: what is free, and what its own machines have already. */
  capacities(
    hosts: readonly {
      readonly row: HostRow;
      readonly reserved: { readonly pools: Readonly<Record<string, number>> };
    }[],
  ): number[][] {
    const room = hosts.map(({ row, reserved }) =>
      this.#names.map((name) => {
        const pool = row.inventory.pools.find((one) => one.name === name && one.active);
        const free = (pool?.availableBytes ?? 0) - (reserved.pools[name] ?? 0);
        return Math.max(0, free) + (this.#here.get(row.id)?.get(name) ?? 0);
      }),
    );
    // A unit for each machine: the planner rounds each one up, and what is there already fits. A hundredth more, as the
    // unit grows with it.
    const units = this.#names.map(
      (_, at) => room.reduce((sum, each) => sum + (each[at] ?? 0), 0) / hosts.length / unitsPerHost,
    );
    return room.map((each, index) => {
      const there = this.#machines.get(hosts[index]?.row.id as HostId) ?? 0;
      return each.map((bytes, at) =>
        bytes === 0 ? 0 : bytes + (there + 1) * (units[at] ?? 0) * 1.01,
      );
    });
  }
}
