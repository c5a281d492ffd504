import type {
  DrainMove,
  DrainPlan,
  Maintenance,
  MaintenanceHost,
} from "@novacron/protocol/domain/maintenance";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MockFleet, MockHost, MockMachine } from "../fleet.ts";
import type { Handlers } from "../handlers.ts";
import { hostView, machineRow } from "../views.ts";
import { forecastOf, subjectOf } from "./forecast.ts";
import { freeMemory, obstaclesOn, targetsOf, triedObstacles } from "./targets.ts";

type Names =
  | "planDrain"
  | "startMaintenance"
  | "listMaintenance"
  | "showMaintenance"
  | "steerMaintenance";

const moveMs = 900;
/** Keeps it as it is now, and tells that it and its hosts changed. */
function keep(fleet: MockFleet, one: Maintenance): Maintenance {
  fleet.maintenances.set(one.id, one);
  const hosts = one.hosts.flatMap(({ host }) => fleet.hosts.get(host) ?? []);
  fleet.emit({ type: "plans", changed: ["maintenance"] });
  const changed = hosts.map((host) => hostView(fleet, host, Date.now()));
  fleet.emit({ type: "hosts", changed, gone: [] });
  return one;
}

export const maintenanceHandlers: Pick<Handlers, Names> = {
  planDrain: (fleet, { params }) => planOf(fleet, hostOf(fleet, params.host)),
  startMaintenance: (fleet, { body, person }) => {
    const before = fleet.maintenances.get(body.id);
    if (before !== undefined) return before;
    const plans = body.hosts.map((host) => planOf(fleet, hostOf(fleet, host)));
    if (!body.acceptRisk && plans.some((plan) => plan.warnings.length > 0)) {
      const obstacles = plans.flatMap((plan) => plan.warnings);
      throw new NovaError("ACTION_NOT_POSSIBLE", "start maintenance", { details: { obstacles } });
    }
    const now = Date.now();
    const made: Maintenance = {
      id: body.id,
      state: "running",
      requestedBy: person,
      requestedAt: now,
      endedAt: null,
      hook: body.hook,
      ...(body.command === undefined ? {} : { command: body.command }),
      returns: body.returns,
      hosts: plans.map((plan) => waiting(plan, now)),
    };
    keep(fleet, made);
    keepGoing(fleet, made.id);
    return made;
  },
  listMaintenance: (fleet, { query }) => {
    const all = [...fleet.maintenances.values()].reverse();
    return { items: all.slice(query.offset, query.offset + query.limit), total: all.length };
  },
  showMaintenance: (fleet, { params }) => find(fleet, params.maintenance),
  steerMaintenance: (fleet, { params, body }) => {
    const one = find(fleet, params.maintenance);
    const next = { ...one, ...steered(one, body.action) };
    for (const host of next.hosts) {
      const back = host.moves.filter(({ state }) => state === "returned");
      for (const move of back) place(fleet, move, host.host);
    }
    keep(fleet, next);
    if (next.state === "running") keepGoing(fleet, one.id);
    return next;
  },
};

function steered(one: Maintenance, action: string): Partial<Maintenance> {
  const now = Date.now();
  if (action === "pause") return { state: "paused" };
  if (action === "resume") return { state: "running" };
  if (action === "cancel") return { state: "cancelled", endedAt: now };
  if (action === "return") return { returns: true };
  if (action === "retry" || action === "skip") {
    const state = action === "retry" ? ("planned" as const) : ("skipped" as const);
    const hosts = one.hosts.map((host) =>
      host.state === "stuck" ? { ...host, state, problem: null, since: now } : host,
    );
    return { hosts };
  }
  if (action === "run") {
    const again = ({ run: _before, ...host }: MaintenanceHost): MaintenanceHost =>
      host.state === "maintained" || host.state === "stuck"
        ? { ...host, state: "working", problem: null, since: now }
        : host;
    return { hosts: one.hosts.map(again) };
  }
  const back = (move: DrainMove): DrainMove =>
    one.returns && move.state === "moved" ? { ...move, state: "returned" } : move;
  const hosts = one.hosts.map((host) =>
    host.state === "maintained" || host.state === "stuck"
      ? { ...host, state: "done" as const, moves: host.moves.map(back), since: now }
      : host,
  );
  const over = hosts.every((host) => host.state === "done");
  return over ? { hosts, state: "ended", endedAt: now } : { hosts };
}

function waiting(plan: DrainPlan, now: number): MaintenanceHost {
  return {
    host: plan.host,
    hostName: plan.hostName,
    state: "planned",
    moves: plan.moves,
    bootBefore: null,
    since: now,
    problem: null,
  };
}

/** One move after another, host after host, until something waits for a person. */
function keepGoing(fleet: MockFleet, id: string): void {
  setTimeout(() => {
    const one = fleet.maintenances.get(id);
    if (one?.state !== "running") return;
    const at = one.hosts.findIndex((host) => host.state !== "done" && host.state !== "skipped");
    const host = one.hosts[at];
    if (host === undefined || host.state === "maintained" || host.state === "stuck") return;
    const after = host.state === "working" ? worked(one, host) : advance(fleet, host);
    const next = { ...one, hosts: one.hosts.with(at, emptied(one, after)) };
    keep(fleet, next);
    keepGoing(fleet, id);
  }, moveMs).unref();
}

/** A host without machines has its hook run first, where one was named. */
function emptied({ command }: Maintenance, host: MaintenanceHost): MaintenanceHost {
  const isDue = host.state === "maintained" && command !== undefined && host.run === undefined;
  return isDue ? { ...host, state: "working" } : host;
}

/** The hook begins, and the next time it has ended: `firmware` badly. */
function worked({ command }: Maintenance, host: MaintenanceHost): MaintenanceHost {
  const now = Date.now();
  const { run } = host;
  if (run === undefined) {
    const operation = crypto.randomUUID() as NonNullable<typeof run>["operation"];
    const output = "Unpacking libvirt-daemon (9.0.0-4+deb12u2) over (9.0.0-4+deb12u1) ...";
    const begun = { operation, state: "running" as const, startedAt: now, endedAt: null };
    return { ...host, run: { ...begun, exitCode: null, output } };
  }
  if (command?.name === "firmware") {
    const output = "E: You don't have enough free space in /var/cache/apt/archives/.\n";
    const ended = { ...run, state: "failed" as const, endedAt: now, exitCode: 100, output };
    const problem = `HOOK_FAILED: run hook ${command?.name}, which ended with status 100: The hook ended with a failure`;
    return { ...host, run: ended, state: "stuck", problem, since: now };
  }
  const output =
    "Setting up libvirt-daemon (9.0.0-4+deb12u2) ...\n12 upgraded, 0 newly installed\n";
  const ended = { ...run, state: "succeeded" as const, endedAt: now, exitCode: 0, output };
  return { ...host, run: ended, state: "maintained", since: now };
}

function advance(fleet: MockFleet, host: MaintenanceHost): MaintenanceHost {
  const moving = host.moves.findIndex((move) => move.state === "moving");
  const moves = host.moves.map((move, index): DrainMove => {
    if (index !== moving) return move;
    place(fleet, move, move.to);
    return { ...move, state: "moved" };
  });
  const next = moves.findIndex((move) => move.state === "planned");
  const first = moves[next];
  if (first !== undefined) moves[next] = { ...first, state: "moving" };
  const stays = moves.some((move) => move.state === "stays");
  const state = first === undefined ? (stays ? "stuck" : "maintained") : "draining";
  const problem = state === "stuck" ? "Some machines cannot leave; see why below." : null;
  return { ...host, moves, state, problem, since: Date.now() };
}

function place(fleet: MockFleet, move: DrainMove, to: DrainMove["to"]): void {
  const machine = fleet.machines.get(move.machine);
  if (machine === undefined || to === null || move.state === "stays") return;
  machine.host = to;
  fleet.emit({ type: "machines", changed: [machineRow(fleet, machine, Date.now())], gone: [] });
}

function planOf(fleet: MockFleet, host: MockHost): DrainPlan {
  const machines = fleet.machinesOf(host.inventory.id);
  const moves = machines.map((machine, index) => moveOf(fleet, machine, index));
  const going = moves.filter((move) => move.state === "planned");
  const others = [...fleet.hosts.values()].filter((one) => one !== host);
  const stages = new Set(going.map((move) => move.stage)).size;
  return {
    host: host.inventory.id,
    hostName: host.inventory.name,
    moves,
    stages,
    durationMs: going.reduce((sum, move) => sum + (move.forecast?.durationMs.p50 ?? 0), 0) / 2,
    warnings:
      others.length < 3 && going.length > 0
        ? ["The two hosts that remain could not hold every machine if one of them failed."]
        : [],
    after: others.map((one) => ({
      host: one.inventory.id,
      hostName: one.inventory.name,
      load: loadAfter(fleet, one, going),
    })),
  };
}

function loadAfter(fleet: MockFleet, host: MockHost, going: readonly DrainMove[]): number {
  const { memoryBytes, id } = host.inventory;
  const comes = going
    .filter((move) => move.to === id)
    .reduce((sum, move) => sum + (fleet.machines.get(move.machine)?.report.memoryBytes ?? 0), 0);
  return Math.min(1, (memoryBytes - freeMemory(fleet, host) + comes) / memoryBytes);
}

function moveOf(fleet: MockFleet, machine: MockMachine, index: number): DrainMove {
  const best = targetsOf(fleet, machine).find((target) => target.obstacles.length === 0);
  const to = best === undefined ? undefined : fleet.hosts.get(best.host);
  const obstacles = to === undefined ? nowhere(fleet, machine) : triedObstacles(machine, to);
  const stays = to === undefined || obstacles.length > 0;
  return {
    machine: machine.report.id,
    machineName: machine.report.name,
    to: stays ? null : to.inventory.id,
    toName: stays ? null : to.inventory.name,
    stage: Math.floor(index / 2),
    reason: stays ? "" : "Most room, and none of its rules is broken there",
    forecast: stays ? null : forecastOf(subjectOf(fleet, machine, to, { autoConverge: true })),
    obstacles,
    operation: null,
    state: stays ? "stays" : "planned",
    problem: null,
  };
}

/** Why it can go to no host: what stands against the one with the fewest obstacles. */
function nowhere(fleet: MockFleet, machine: MockMachine) {
  const others = [...fleet.hosts.values()].filter((host) => host.inventory.id !== machine.host);
  const all = others.map((host) => obstaclesOn(fleet, machine, host));
  const least = all.sort((a, b) => a.length - b.length)[0];
  const alone = {
    code: "alone",
    text: "There is no other host",
    remedy: "Let a second host join, or switch the machine off",
  };
  return [...(least ?? [alone])];
}

function hostOf(fleet: MockFleet, id: string): MockHost {
  const host = fleet.hosts.get(id);
  if (host === undefined) throw new NovaError("NOT_FOUND", `find host ${id}`);
  return host;
}

function find(fleet: MockFleet, id: string): Maintenance {
  const one = fleet.maintenances.get(id);
  if (one === undefined) throw new NovaError("NOT_FOUND", `find maintenance ${id}`);
  return one;
}
