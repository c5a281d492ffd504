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
      const added: PlanHost = { ...like, id: addedHost, location: addedHost, state: "open" };
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

export const addedHost = "added";

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
  const after = fleetPicture(changed, placed, { brokenRules: then.after.violations, nameOf });
  return {
    fits: homeless === 0 && after.overloaded <= before.overloaded && then.after.violations === 0,
    words: [...wordsOf(then, changed, homeless), ...then.explanation],
    before,
    after,
    unsolved: [...then.unsolved],
  };
}

function wordsOf(then: Plan, changed: PlanFleet, homeless: number): string[] {
  const places = then.moves.filter(({ from }) => from === null).length;
  const moved = then.moves.length - places;
  const words: string[] = [];
  if (places > 0) words.push(`${places} machines find a place on ${changed.hosts.length} hosts`);
  if (moved > 0) words.push(`${moved} machines would have to move for it`);
  if (homeless > 0) words.push(`${homeless} machines find no place`);
  const highest = then.after.resources.map(
    ({ name, highestShare }) => `${name} ${Math.round(highestShare * 100)} %`,
  );
  words.push(`the fullest host would then have ${highest.join(", ")} in use`);
  return words;
}
