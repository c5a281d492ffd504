import type { HostId } from "@novacron/protocol/domain/ids";
import type { MoveRow } from "../../ports/move-tables.ts";

export interface Reserved {
  readonly vcpus: number;
  readonly memoryBytes: number;
  readonly pools: Record<string, number>;
}

export const nothingReserved: Reserved = { vcpus: 0, memoryBytes: 0, pools: {} };

/**
 * What moves on their way hold on each host. It is counted from the moves themselves, so that nothing is left
 * when they are over, whatever happened to them. `isThere`: the target shows the machine as running already, so
 * that its memory is counted with the host's own.
 */
export function reservedBy(
  rows: Iterable<MoveRow>,
  isThere: (row: MoveRow) => boolean,
): ReadonlyMap<HostId, Reserved> {
  const found = new Map<HostId, Reserved>();
  for (const row of rows) {
    if (row.hold === "left" || row.hold === "returned") continue;
    const { memoryBytes, vcpus, pools } = row.reserves;
    const known = found.get(row.target) ?? nothingReserved;
    const counts = !isThere(row);
    const sums: Record<string, number> = { ...known.pools };
    for (const { pool, bytes } of pools) sums[pool] = (sums[pool] ?? 0) + bytes;
    found.set(row.target, {
      vcpus: known.vcpus + (counts ? vcpus : 0),
      memoryBytes: known.memoryBytes + (counts ? memoryBytes : 0),
      pools: sums,
    });
  }
  return found;
}
