import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { DrainMove, DrainPlan } from "@novacron/protocol/domain/maintenance";
import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import type { MoveLimits } from "@novacron/protocol/domain/move-limits";
import type { Obstacle } from "@novacron/protocol/domain/obstacle";
import type { PlanFleet } from "../../ports/plan-fleet.ts";
import type { Planner } from "../../ports/planner.ts";
import { fleetPicture, placesAfter } from "../placement/fleet-picture.ts";
import { stepsAtOnce } from "../placement/what-if.ts";
import { planDuration } from "./plan-duration.ts";

export interface DrainFacts {
  /** With this host as it is now. */
  readonly fleet: PlanFleet;
  readonly host: HostId;
  readonly nameOf: (host: string) => string;
  readonly machineName: (machine: string) => string;
  /** What stands against moving a machine of this host anywhere, or to one target. */
  readonly obstacles: (machine: MachineId, target: HostId | null) => readonly Obstacle[];
  readonly forecast: (machine: MachineId, target: HostId) => MigrationForecast | null;
  readonly newId: () => OperationId;
  readonly planner: Planner;
  readonly limits: MoveLimits;
  /** Aborted: nobody waits for the plan any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Who would go where, in which order and how long, and what cannot move. Machines that are off stay. */
export async function drainPlan(facts: DrainFacts): Promise<DrainPlan> {
  const { fleet, host, nameOf } = facts;
  const leaving = fleet.machines
    .filter((one) => one.host === host)
    .map(({ id }) => id as MachineId);
  const stuck = new Map<string, readonly Obstacle[]>();
  for (const machine of leaving) {
    const found = facts.obstacles(machine, null);
    if (found.length > 0) stuck.set(machine, found);
  }
  const drained = draining(fleet, host, stuck);
  const effort = { seed: 1, mode: "repair", steps: stepsAtOnce } as const;
  const made = await facts.planner.plan(drained, effort, facts.signal);
  const moves = made.moves.map((move): DrainMove => {
    const [machine, to] = [move.machine as MachineId, move.to as HostId];
    const found = facts.obstacles(machine, to);
    const base = { ...named(facts, machine), stage: move.stage, reason: move.reason };
    if (found.length > 0)
      return { ...base, to: null, toName: null, forecast: null, obstacles: [...found] };
    const names = { to, toName: nameOf(to) };
    return { ...base, ...names, forecast: facts.forecast(machine, to), obstacles: [] };
  });
  const stays = leaving
    .filter((machine) => !moves.some((move) => move.machine === machine))
    .map((machine): DrainMove => {
      const nowhere = {
        code: "no-place",
        text: "No other host can take it",
        remedy: "Make room on another host",
      };
      const obstacles = [...(stuck.get(machine) ?? [nowhere])];
      const reason = obstacles.map(({ text }) => text).join("; ");
      const none = { to: null, toName: null, forecast: null, stage: 0 };
      return { ...named(facts, machine), ...none, reason: reason.slice(0, 1_000), obstacles };
    });
  const places = placesAfter(drained, made.moves);
  const picture = fleetPicture(drained, places, { brokenRules: 0, nameOf });
  return {
    host,
    hostName: nameOf(host),
    moves: [...moves, ...stays],
    stages: made.stages,
    durationMs: planDuration(
      moves.flatMap((move) =>
        move.to === null ? [] : [{ ...move, source: host, target: move.to }],
      ),
      facts.limits,
    ),
    warnings: drainWarnings(drained, [host], nameOf),
    after: picture.hosts
      .filter((one) => one.host !== host)
      .map((one) => ({
        host: one.host,
        hostName: one.hostName,
        load: Math.max(0, ...Object.values(one.load)),
      })),
  };
}

function draining(
  fleet: PlanFleet,
  host: HostId,
  stuck: ReadonlyMap<string, readonly Obstacle[]>,
): PlanFleet {
  return {
    ...fleet,
    hosts: fleet.hosts.map((one) => (one.id === host ? { ...one, state: "draining" } : one)),
    machines: fleet.machines.map((one) => {
      const why = stuck
        .get(one.id)
        ?.map(({ text }) => text)
        .join("; ");
      return why === undefined ? one : { ...one, pinned: why };
    }),
  };
}

/**
 * Whether the hosts that remain could lose one more while each of these is empty in its turn: by what they promise in all,
 * which is the least it takes.
 */
export function drainWarnings(
  fleet: PlanFleet,
  hosts: readonly HostId[],
  nameOf: (host: string) => string,
): string[] {
  const wanted = fleet.resources.map((_, r) =>
    fleet.machines.reduce((sum, { demand }) => sum + (demand[r] ?? 0), 0),
  );
  const when = (host: HostId) => (hosts.length === 1 ? "" : `While ${nameOf(host)} is empty: `);
  return hosts.flatMap((host) =>
    warningsWithout(fleet, wanted, { host, nameOf }).map((warning) => `${when(host)}${warning}`),
  );
}

function warningsWithout(
  fleet: PlanFleet,
  wanted: readonly number[],
  { host, nameOf }: { readonly host: HostId; readonly nameOf: (host: string) => string },
): string[] {
  const others = fleet.hosts.filter(({ id, state }) => id !== host && state === "open");
  return fleet.resources.flatMap(({ name, weight }, r) => {
    if (weight === 0) return [];
    const needed = wanted[r] ?? 0;
    const rooms = others.map(({ id, capacity }) => ({ id, room: capacity[r] ?? 0 }));
    const all = rooms.reduce((sum, { room }) => sum + room, 0);
    if (needed > all) return [`The other hosts have too little ${name} for all machines`];
    const largest = rooms.reduce((a, b) => (b.room > a.room ? b : a), { id: "", room: 0 });
    if (needed <= all - largest.room) return [];
    return [`If ${nameOf(largest.id)} were lost meanwhile, the rest would have too little ${name}`];
  });
}

function named({ machineName, newId }: DrainFacts, machine: MachineId) {
  return {
    machine,
    machineName: machineName(machine),
    operation: newId(),
    state: "planned" as const,
    problem: null,
  };
}
