import type { HostId, OperationId } from "@novacron/protocol/domain/ids";
import { PrecopyForecaster } from "../forecast/precopy-forecaster.ts";
import type { Building } from "../parts.ts";
import type { Committer } from "../support/committer.ts";
import { buildPlans, type PlanParts } from "./build-plans.ts";
import { MoveChecks } from "./move-checks.ts";
import { MoveFleet } from "./move-fleet.ts";
import { MoveMemory } from "./move-memory.ts";
import { MovePolicies } from "./move-policies.ts";
import { MoveQueue } from "./move-queue-runner.ts";
import type { OpenMove } from "./move-state.ts";
import { Moves } from "./moves.ts";
import { SamplesAhead } from "./samples-ahead.ts";

/** Everything that moves are made of. */
export interface MoveParts {
  readonly moves: Moves;
  readonly queue: MoveQueue;
  readonly checks: MoveChecks;
  readonly memory: MoveMemory;
  readonly policies: MovePolicies;
  readonly fleet: MoveFleet;
  readonly plans: PlanParts;
}

export function buildMoves(building: Building, committer: Committer): MoveParts {
  const { ports, commander, parts } = building;
  const memory = new MoveMemory(new PrecopyForecaster(), ports.clock);
  const policies = new MovePolicies(committer);
  const nameOf = (host: HostId) => parts().fleet.hosts.get(host)?.name ?? host;
  const fleet = new MoveFleet({
    memory,
    policies,
    parts,
    clock: ports.clock,
    closed: (host) => plans.maintenances.closed(host),
    hasRules: () => plans.book.rules.length > 0,
    planFleet: () => plans.planFleet(),
  });
  const plans = buildPlans(building, committer, { fleet, memory, policies });
  const queue = new MoveQueue({
    log: ports.log,
    committer,
    nameOf,
    operations: () => parts().operations,
    onWait: ({ operation, move }) => sampled(operation.id, move, "waits"),
    onTurn: ({ operation, move }) => sampled(operation.id, move, "begins"),
    onLimits: () => ports.feed.planChanged("limits"),
  });
  const checks = new MoveChecks({
    ...ports,
    commander,
  });
  const ahead = new SamplesAhead({
    isKnown: (machine) => fleet.isDirtyRateKnown(machine),
    describe: async (machine) => {
      const found = fleet.find(machine);
      if (found === null) return null;
      return await checks.describe({ report: found.copy.report, source: fleet.host(found.host) });
    },
    learn: (machine, description) => fleet.learnWriting(machine, description),
    onSampled: (operation) => {
      parts()
        .operations.signal(operation, { type: "sampled" })
        .catch((error: unknown) => {
          // What its target prepared is told again, and then it goes on.
          ports.log.warn({ operation, error }, "operation step not stored");
        });
    },
  });
  const sampled = (operation: OperationId, { row }: OpenMove, when: "waits" | "begins") => {
    if (!row.runs) return;
    ahead[when](operation, row.machine).catch((error: unknown) => {
      ports.log.debug({ operation, error }, "not sampled ahead of its move");
    });
  };
  const moves = new Moves({
    ...ports,
    fleet,
    memory,
    queue,
    policies,
    checks,
    ahead,
    operations: () => parts().operations,
    rightsOf: (...asker) => parts().people.rightsOf(...asker),
    nameOf,
    machineName: (machine) => parts().views.machineRow(machine)?.name ?? null,
    addressesOf: (host) => parts().fleet.hosts.get(host)?.inventory.migration?.addresses ?? [],
  });
  return { moves, queue, checks, memory, policies, fleet, plans };
}
