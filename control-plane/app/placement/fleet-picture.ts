import type { HostId } from "@novacron/protocol/domain/ids";
import type { PlacementPicture } from "@novacron/protocol/domain/placement";
import type { PlanFleet } from "../../ports/plan-fleet.ts";

/** Load of every host of a fleet with its machines at these places. */
export function fleetPicture(
  fleet: PlanFleet,
  hostOf: (machine: string) => string | null,
  more: { readonly brokenRules: number; readonly nameOf: (host: string) => string },
): PlacementPicture {
  const loads = new Map(fleet.hosts.map(({ id }) => [id, fleet.resources.map(() => 0)]));
  const counts = new Map<string, number>();
  for (const { id, demand } of fleet.machines) {
    const host = hostOf(id);
    const load = host === null ? undefined : loads.get(host);
    if (host === null || load === undefined) continue;
    counts.set(host, (counts.get(host) ?? 0) + 1);
    demand.forEach((amount, r) => {
      load[r] = (load[r] ?? 0) + amount;
    });
  }
  const isOver = ({ id, safety }: PlanFleet["hosts"][number]): boolean =>
    (loads.get(id) ?? []).some((amount, r) => amount > (safety[r] ?? 0));
  return {
    hosts: fleet.hosts.map(({ id, capacity }) => ({
      host: id as HostId,
      hostName: more.nameOf(id),
      machines: counts.get(id) ?? 0,
      load: Object.fromEntries(
        fleet.resources.flatMap(({ name, weight }, r) => {
          const most = capacity[r] ?? 0;
          return weight === 0 ? [] : [[name, most > 0 ? (loads.get(id)?.[r] ?? 0) / most : 0]];
        }),
      ),
    })),
    overloaded: fleet.hosts.filter(isOver).length,
    brokenRules: more.brokenRules,
  };
}

/** Places after a plan's moves: each machine at the end of its last one. */
export function placesAfter(
  fleet: PlanFleet,
  moves: readonly { readonly machine: string; readonly to: string }[],
): (machine: string) => string | null {
  const places = new Map(fleet.machines.map(({ id, host }) => [id, host]));
  for (const { machine, to } of moves) places.set(machine, to);
  return (machine) => places.get(machine) ?? null;
}
