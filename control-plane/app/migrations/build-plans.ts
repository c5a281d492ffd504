import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { holderOf } from "@novacron/protocol/domain/may";
import { migrationObstacles } from "@novacron/protocol/domain/migration-obstacles";
import { defaultMovePolicy } from "@novacron/protocol/domain/move-policy";
import type { MoveBecause } from "@novacron/protocol/domain/operation-migration";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import { isAlive } from "../inventory/placement.ts";
import { drainPlan, drainWarnings } from "../maintenance/drain-plan.ts";
import { HookCommands } from "../maintenance/hook-commands.ts";
import { Maintenances } from "../maintenance/maintenances.ts";
import type { Building, Parts } from "../parts.ts";
import { PlacementAdvisor } from "../placement/placement-advisor.ts";
import { PlacementRuns } from "../placement/placement-runs.ts";
import { PlacementBook } from "../placement/placement-settings.ts";
import { type PlannedMachine, planFleet } from "../placement/plan-fleet.ts";
import type { Committer } from "../support/committer.ts";
import type { MoveFleet } from "./move-fleet.ts";
import type { MoveMemory } from "./move-memory.ts";
import type { MovePolicies } from "./move-policies.ts";
import { nothingReserved } from "./reservations.ts";

/** What moves machines by plan. */
export interface PlanParts {
  readonly book: PlacementBook;
  readonly advisor: PlacementAdvisor;
  readonly runs: PlacementRuns;
  readonly maintenances: Maintenances;
  /** The fleet as the planner is told of it. */
  readonly planFleet: (pinned?: boolean) => PlanFleet;
}

interface Needs {
  readonly fleet: MoveFleet;
  readonly memory: MoveMemory;
  readonly policies: MovePolicies;
}

interface PlannedWish {
  readonly id: OperationId;
  readonly machine: MachineId;
  readonly target: HostId;
}

/** Plans were allowed to who asked for them; each of their moves is judged by the facts, not by rights again. */
const planner = holderOf("administrator");

export function buildPlans(building: Building, committer: Committer, needs: Needs): PlanParts {
  const { ports, parts } = building;
  const onChange = changeTold(building);
  const book = new PlacementBook(committer, onChange.placement);
  const nameOf = (host: string) => parts().fleet.hosts.get(host as HostId)?.name ?? host;
  const machineName = (machine: string) =>
    parts().views.machineRow(machine as MachineId)?.name ?? machine;
  const factsOf = (machine: MachineId, target: HostId | null) => {
    const found = needs.fleet.find(machine);
    const asked = target === null ? {} : { target };
    return found && needs.fleet.facts(found, asked, { who: planner, ranked: [] });
  };
  const forecast = (machine: MachineId, target: HostId) => {
    const facts = factsOf(machine, target);
    return facts && needs.fleet.forecast(facts, null);
  };
  const obstacles = (machine: MachineId, target: HostId | null) => {
    const facts = factsOf(machine, target);
    return facts === null ? [] : migrationObstacles(facts);
  };
  const asking = askingOf(building);
  const fleetNow = (pinned = false) =>
    planFleetNow(building, { ...needs, book, pinned, obstacles });
  const maintenances = new Maintenances({
    ...ports,
    committer,
    host: (host) => parts().fleet.hosts.get(host) ?? null,
    hostNow: (host) => hostNow(parts(), host),
    ...asking,
    hooks: hookCommands(building),
    record: (tx, entry) => parts().audit.record(tx, entry),
    onChange: onChange.maintenance,
    refuse: (attempted) => parts().restoring.refuse(attempted),
    warnings: (hosts) => drainWarnings(fleetNow(), hosts, nameOf),
    plan: (host, signal) =>
      drainPlan({
        planner: ports.planner,
        limits: parts().moving.queue.limits,
        signal,
        fleet: fleetNow(),
        host,
        nameOf,
        machineName,
        obstacles,
        forecast,
        newId: () => ports.ids.uuid() as OperationId,
      }),
  });
  const runs = new PlacementRuns({ ...ports, ...asking, committer, onChange: onChange.placement });
  const advisor = new PlacementAdvisor({
    ...ports,
    committer,
    book,
    fleet: fleetNow,
    nameOf,
    machineName,
    forecast,
    limits: () => parts().moving.queue.limits,
    runs,
    onChange: onChange.placement,
  });
  return { book, advisor, runs, maintenances, planFleet: fleetNow };
}

/** How plans ask for moves, and look at them. */
function askingOf({ parts }: Building) {
  return {
    look: (operation: OperationId) => parts().operations.now(operation),
    move: (by: string, { target, ...wish }: PlannedWish, because: MoveBecause) =>
      parts().operations.request(
        { name: by, who: planner, because },
        { ...wish, kind: "machine.migrate", params: { migration: { target } } },
      ),
    cancel: (by: string, operation: OperationId) => parts().operations.cancel(by, operation),
  };
}

function hookCommands({ ports, commander, parts }: Building): HookCommands {
  return new HookCommands({ ...ports, commander, isHeld: () => parts().restoring.isActive() });
}

function hostNow({ fleet, inventory }: Parts, host: HostId) {
  const reports = [...(fleet.machinesByHost.get(host) ?? [])].flatMap(
    (machine) => fleet.copies.get(machine)?.get(host)?.report ?? [],
  );
  const running = reports.filter(({ state }) => state !== "shutoff").map(({ name }) => name);
  const alive = reports.filter(({ state }) => isAlive(state)).map(({ name }) => name);
  const bootAt = fleet.hosts.get(host)?.inventory.hostBootAt ?? null;
  return { bootAt, isHeard: inventory.isHostHeard(host), running, alive };
}

function changeTold({ ports: { feed }, parts }: Building) {
  return {
    placement: () => feed.planChanged("placement"),
    maintenance: (hosts: readonly HostId[]) => {
      feed.planChanged("maintenance");
      for (const host of hosts) {
        feed.hostChanged(host);
        parts().facts.hostChanged(host);
      }
    },
  };
}

interface Telling extends Needs {
  readonly book: PlacementBook;
  readonly pinned: boolean;
  readonly obstacles: (
    machine: MachineId,
    target: HostId | null,
  ) => readonly { readonly text: string }[];
}

function planFleetNow({ ports, parts }: Building, telling: Telling): PlanFleet {
  const { fleet, inventory, views, latest, cpuHabit, moving } = parts();
  const reserved = telling.fleet.reserved();
  const hosts = [...fleet.hosts.values()].map((row) => {
    const takes =
      inventory.hostState(row.id) !== "offline" &&
      row.inventory.foreignManager === null &&
      row.inventory.capabilities.includes("machine.move") &&
      moving.plans.maintenances.closed(row.id) === null;
    const state = takes ? ("open" as const) : ("closed" as const);
    return { row, state, reserved: reserved.get(row.id) ?? nothingReserved };
  });
  const nowMs = ports.clock.now();
  const failed = moving.plans.runs.failedSince(nowMs - telling.book.settings.coolDownMs);
  const machines = [...fleet.copies.keys()].flatMap((id): PlannedMachine[] => {
    const copy = inventory.primary(id);
    if (copy === null) return [];
    return [
      {
        copy,
        tags: views.marks(id)?.tags ?? [],
        cpuUsed: cpuHabit.of(id) ?? latest.figures(id)?.cpuUsed ?? null,
        pinned: telling.pinned ? pinnedBecause(id, telling, { failed, nowMs }) : null,
      },
    ];
  });
  const { rules, settings } = telling.book;
  return planFleet(hosts, machines, { rules, safety: settings.safety });
}

interface Recent {
  /** Machines of which planned moves came to nothing. */
  readonly failed: ReadonlySet<MachineId>;
  readonly nowMs: number;
}

/** What keeps a plan from moving a machine: a person may still. */
function pinnedBecause(id: MachineId, telling: Telling, recent: Recent): string | null {
  const { failed, nowMs } = recent;
  const { policies, memory, book } = telling;
  if ((policies.of(id).automatic ?? defaultMovePolicy.automatic) === false) {
    return "its policy lets only people move it";
  }
  const movedAt = memory.lastMoved(id);
  if (movedAt !== null && nowMs - movedAt < book.settings.coolDownMs) {
    return "it was moved a short while ago";
  }
  if (failed.has(id)) return "a planned move of it failed or was cancelled a short while ago";
  const found = telling.obstacles(id, null);
  return found.length === 0 ? null : found.map(({ text }) => text).join("; ");
}
