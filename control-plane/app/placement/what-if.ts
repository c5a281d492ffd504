import { counted } from "@novacron/protocol/domain/figures";
import type { WhatIf } from "@novacron/protocol/domain/placement";
import type { PlanFleet, PlanHost } from "../../ports/plan-fleet.ts";
import type { Plan, Planner } from "../../ports/planner.ts";
import { fleetPicture, placesAfter } from "./fleet-picture.ts";

/** Effort of one answer, about a tenth of a second: a person waits for it. */
export const stepsAtOnce = 300_000;

/** The fleet as it would be after a change; null where the host that it speaks of is not there. */
export function changedFleet(fleet: PlanFleet, change: WhatIf): PlanFleet | null {
  switch (change.kind) {
    case "host-lost": {
      if (!fleet.hosts.some(({ id }) => id === change.host)) return null;
      return {
        ...fleet,
        hosts: fleet.hosts.filter(({ id }) => id !== change.host),
        machines: fleet.machines.map((one) =>
          one.host === change.host ? { ...one, host: null, pinned: null } : one,
        ),
      };
    }
    case "host-added": {
      const like = fleet.hosts.find(({ id }) => id === change.like);
      if (like === undefined) return null;
      // Rules that name the host it is like do not speak of it.
      const tags = like.tags.filter((tag) => tag !== like.name?.toLowerCase());
      const about = { id: addedHost, name: addedName(like.name ?? like.id), location: addedHost };
      const added: PlanHost = { ...like, ...about, tags, state: "open" };
      return { ...fleet, hosts: [...fleet.hosts, added] };
    }
    case "machines-added": {
      const added = Array.from({ length: change.count }, (_, n) => ({
        id: `new-${n + 1}`,
        host: null,
        tags: [],
        demand: fleet.resources.map((_, r) => [change.memoryBytes, change.vcpus][r] ?? 0),
        moveCost: 0,
        pinned: null,
      }));
      return { ...fleet, machines: [...fleet.machines, ...added] };
    }
  }
}

/** An id as any other host's, of none that is there. */
const addedHost = "00000000-0000-0000-0000-000000000000";

function addedName(like: string): string {
  return `another ${like}`;
}

interface WhatIfTools {
  readonly change: WhatIf;
  readonly nameOf: (host: string) => string;
  readonly planner: Planner;
  readonly signal?: AbortSignal | undefined;
}

/** What a change would come to, in pictures and words. */
export async function whatIf(
  fleet: PlanFleet,
  changed: PlanFleet,
  { change, nameOf, planner, signal }: WhatIfTools,
) {
  const mode = change.kind === "host-added" ? "rebalance" : "repair";
  const [now, then] = await Promise.all([
    planner.plan(fleet, { seed: 1, mode: "repair", steps: 1 }, signal),
    planner.plan(changed, { seed: 1, mode, steps: stepsAtOnce }, signal),
  ]);
  const placed = placesAfter(changed, then.moves);
  const homeless = changed.machines.filter(({ id }) => placed(id) === null).length;
  const before = fleetPicture(fleet, (id) => placesAfter(fleet, [])(id), {
    brokenRules: now.before.violations,
    nameOf,
  });
  const names = new Map(changed.hosts.map(({ id, name }) => [id, name]));
  const after = fleetPicture(changed, placed, {
    brokenRules: then.after.violations,
    nameOf: (host) => names.get(host) ?? nameOf(host),
  });
  return {
    fits: homeless === 0 && after.overloaded <= before.overloaded && then.after.violations === 0,
    words: [...wordsOf(then, changed, homeless), ...lostDisks(fleet, change), ...then.explanation],
    before,
    after,
    unsolved: [...then.unsolved],
  };
}

function wordsOf(then: Plan, changed: PlanFleet, homeless: number): string[] {
  const places = then.moves.filter(({ from }) => from === null).length;
  const moved = then.moves.length - places;
  const words: string[] = [];
  const on = counted(changed.hosts.length, "host");
  if (places > 0) words.push(`${counted(places, "machine")} would find a place on ${on}`);
  if (moved > 0) words.push(`${counted(moved, "machine")} would have to move for it`);
  if (homeless > 0) words.push(`${counted(homeless, "machine")} would find no place`);
  const highest = then.after.resources.map(
    ({ name, highestShare }) => `${name} ${Math.round(highestShare * 100)} %`,
  );
  words.push(`the fullest host would then have ${highest.join(", ")} in use`);
  return words;
}

/** Room on the others is not all that a machine needs: disks that the lost host alone reached are lost with it. */
function lostDisks(fleet: PlanFleet, change: WhatIf): string[] {
  if (change.kind !== "host-lost") return [];
  const isRoom = fleet.resources.map(({ weight }) => weight === 0);
  const bound = fleet.machines.filter(
    ({ host, demand }) => host === change.host && demand.some((bytes, r) => bytes > 0 && isRoom[r]),
  );
  if (bound.length === 0) return [];
  const which = bound.length > 1 ? "have disks" : "has a disk";
  return [
    `${counted(bound.length, "machine")} of it ${which} that no other host reaches: started again only from a backup`,
  ];
}
