import { counted } from "@novacron/protocol/domain/figures";
import type { HostId, OperationId } from "@novacron/protocol/domain/ids";
import type {
  DrainMove,
  Maintenance,
  MaintenanceHost,
} from "@novacron/protocol/domain/maintenance";
import type { CommandEvent } from "@novacron/protocol/messages/command";
import { due, isDone, type Look, looked } from "../migrations/staged.ts";
import { type HookCall, hookBegun, hookCall, hookMute, hookTold } from "./hook-run.ts";
import { currentHost, type SteerAction, steerObstacle } from "./steering.ts";

/**
 * A maintenance of hosts, one after another, without I/O. Host by host:
 *
 *   planned ──plan──> draining ──all moved──> working ──status 0──> maintained ──hook──> returning ──> done
 *                        │ a move failed, or     │ any other end,                      │ unless asked
 *                        │ a machine stays       │ or nobody knows which               └──> done
 *                        └──> stuck <────────────┘
 *                               ├──"go on"──> maintained
 *                               ├──"retry"──> planned
 *                               ├──"skip"───> skipped
 *                               └──"run"────> working
 *
 * `working` is passed over where no command is named. It runs on a host without running machines alone, and begins a
 * second time only where a person says "run".
 *
 * `paused`: no move begins and no host is taken; what moves already ends. A plan is made when its host's turn
 * comes, so that it knows the fleet as it is then. Each move's operation has its id before it is asked for: a restart
 * asks for the same one again.
 *
 * `cancelled` has not ended while a command runs on a host: it is taken back until that host's agent has said how it
 * ended, or can say so no more.
 */
export type MaintenanceEvent =
  | {
      readonly type: "planned";
      readonly host: HostId;
      readonly moves: readonly DrainMove[];
      readonly bootAt: number | null;
    }
  | {
      readonly type: "steer";
      readonly action: SteerAction;
      readonly newId: () => OperationId;
    }
  /** The request of a move was refused. */
  | { readonly type: "refused"; readonly operation: OperationId; readonly problem: string }
  /** What an agent says of a command. */
  | { readonly type: "told"; readonly event: CommandEvent }
  | {
      readonly type: "tick";
      readonly look: Look;
      readonly hostNow: (host: HostId) => HostNow;
      readonly newId: () => OperationId;
    };

/** A host as it reports itself. */
export interface HostNow {
  readonly bootAt: number | null;
  readonly isHeard: boolean;
  /** Names of the machines that run on it. */
  readonly running: readonly string[];
  /** Of those, the ones that a plan would move: not what has crashed. */
  readonly alive: readonly string[];
  /** Why it would not run the command that is named; null where it would. */
  readonly hookProblem: string | null;
}

export type MaintenanceEffect =
  | ({ readonly type: "hook" | "cancel-hook" } & HookCall)
  | { readonly type: "plan"; readonly host: HostId }
  | {
      readonly type: "move";
      readonly move: DrainMove;
      readonly host: MaintenanceHost;
      readonly to: HostId;
    }
  | { readonly type: "cancel"; readonly operation: OperationId };

export type MaintenanceAfter = readonly [Maintenance, readonly MaintenanceEffect[]];

export function stepMaintenance(
  one: Maintenance,
  event: MaintenanceEvent,
  nowMs: number,
): MaintenanceAfter {
  if (one.endedAt !== null) return [one, []];
  switch (event.type) {
    case "planned":
      return [onPlanned(one, event, nowMs), []];
    case "refused":
      return [onRefused(one, event), []];
    case "told":
      return [onTold(one, event.event, nowMs), []];
    case "steer":
      return onSteer(one, event, nowMs);
    case "tick":
      return onTick(one, event, nowMs);
  }
}

/** Why a host takes no machines just now. */
export function closedBy(one: Maintenance, host: HostId): string | null {
  if (one.endedAt !== null) return null;
  const here = one.hosts.find((each) => each.host === host);
  // One that is planned once more stays closed meanwhile.
  const isClosed =
    here !== undefined &&
    (["draining", "working", "maintained", "stuck"].includes(here.state) ||
      (here.state === "planned" && here.moves.length > 0));
  return isClosed
    ? `Host ${here.hostName} is in maintenance, asked for by ${one.requestedBy}`
    : null;
}

function onTick(
  one: Maintenance,
  event: Extract<MaintenanceEvent, { type: "tick" }>,
  nowMs: number,
): MaintenanceAfter {
  if (one.state === "cancelled") return onCancelling(one, nowMs);
  const host = currentHost(one);
  if (host === null) return [{ ...one, state: "ended", endedAt: nowMs }, []];
  switch (host.state) {
    case "planned":
      return one.state === "paused" ? [one, []] : [one, [{ type: "plan", host: host.host }]];
    case "draining":
      return onDraining(
        one,
        { ...host, moves: looked(host.moves, event.look, "moved") },
        { event, nowMs },
      );
    case "working":
      return onWorking(one, host, { event, nowMs });
    case "maintained":
      return onMaintained(one, host, { event, nowMs });
    case "returning":
      return onReturning(
        one,
        { ...host, moves: looked(host.moves, event.look, "returned") },
        { look: event.look, nowMs },
      );
    default:
      return [one, []];
  }
}

interface Looking {
  readonly look: Look;
  readonly nowMs: number;
}

function onPlanned(
  one: Maintenance,
  { host, moves, bootAt }: Extract<MaintenanceEvent, { type: "planned" }>,
  nowMs: number,
): Maintenance {
  const here = one.hosts.find((each) => each.host === host);
  if (here?.state !== "planned") return one;
  const known = moves.map((move) =>
    move.to === null ? { ...move, state: "stays" as const } : move,
  );
  // Where it is planned once more, what has left it before comes back with the rest.
  const gone = here.moves.filter(
    ({ state, machine }) => state === "moved" && !moves.some((move) => move.machine === machine),
  );
  return withHost(one, {
    ...here,
    state: "draining",
    moves: [...gone, ...known],
    bootBefore: bootAt,
    since: nowMs,
  });
}

function onDraining(
  one: Maintenance,
  host: MaintenanceHost,
  { event, nowMs }: Ticking,
): MaintenanceAfter {
  const { look } = event;
  if (!isDone(host.moves)) return startMoves(one, host, { toOf: (move) => move.to, look });
  const problem = leftBehind(host) ?? startedMeanwhile(event.hostNow(host.host));
  const emptied = one.command === undefined ? "maintained" : "working";
  if (problem === null) return [withHost(one, { ...host, state: emptied, since: nowMs }), []];
  return [
    withHost(one, { ...host, state: "stuck", problem: problem.slice(0, 1_000), since: nowMs }),
    [],
  ];
}

function leftBehind({ moves }: MaintenanceHost): string | null {
  const left = moves.filter(({ state }) => state === "failed" || state === "stays");
  if (left.length === 0) return null;
  const names = left
    .slice(0, 5)
    .map(({ machineName, problem }) => `${machineName} (${problem ?? "cannot move"})`);
  return `${left.length} of its machines are still there: ${names.join("; ")}`;
}

/** The plan was of the host as it was then. */
function startedMeanwhile({ isHeard, alive }: HostNow): string | null {
  if (!isHeard || alive.length === 0) return null;
  const names = alive.slice(0, 5).join(", ");
  return `${counted(alive.length, "machine")} came to it or started there after it was planned: ${names}`;
}

interface Ticking {
  readonly event: Extract<MaintenanceEvent, { type: "tick" }>;
  readonly nowMs: number;
}

/** The host is empty: its command is asked for, and asked for again until its agent has said how it ended. */
function onWorking(
  one: Maintenance,
  host: MaintenanceHost,
  { event, nowMs }: Ticking,
): MaintenanceAfter {
  if (host.run !== undefined) {
    const mute = hookMute(one, host, nowMs);
    return mute === null ? [one, calls("hook", one, host)] : [withHost(one, mute), []];
  }
  const now = event.hostNow(host.host);
  if (one.state === "paused" || !now.isHeard) return [one, []];
  const names = now.running.slice(0, 5).join(", ");
  const problem =
    now.running.length > 0
      ? `its hook runs on an empty host alone, and ${now.running.length} machines run there: ${names}`
      : now.hookProblem;
  if (problem !== null) {
    return [withHost(one, { ...host, state: "stuck", problem, since: nowMs }), []];
  }
  const begun = hookBegun(host, { operation: event.newId(), bootAt: now.bootAt, nowMs });
  return [withHost(one, begun), calls("hook", one, begun)];
}

function onTold(one: Maintenance, event: CommandEvent, nowMs: number): Maintenance {
  const host = one.hosts.find(({ run }) => run?.operation === event.operation);
  if (host === undefined || host.host !== event.host) return one;
  const told = withHost(one, hookTold(host, event, nowMs));
  return told.state === "cancelled" ? onCancelling(told, nowMs)[0] : told;
}

/** What was taken back is taken back again until each host has answered, or is mute. */
function onCancelling(one: Maintenance, nowMs: number): MaintenanceAfter {
  const hosts = one.hosts.map((host) =>
    hookCall(one, host) === null ? host : (hookMute(one, host, nowMs) ?? host),
  );
  const now = { ...one, hosts };
  const open = hosts.flatMap((host) => calls("cancel-hook", now, host));
  return [open.length === 0 ? { ...now, endedAt: nowMs } : now, open];
}

function calls(
  type: "hook" | "cancel-hook",
  one: Maintenance,
  host: MaintenanceHost,
): MaintenanceEffect[] {
  const call = hookCall(one, host);
  return call === null ? [] : [{ type, ...call }];
}

function onMaintained(
  one: Maintenance,
  host: MaintenanceHost,
  { event, nowMs }: Ticking,
): MaintenanceAfter {
  const { bootAt, isHeard } = event.hostNow(host.host);
  const hasBooted =
    isHeard && bootAt !== null && host.bootBefore !== null && bootAt > host.bootBefore;
  const mayGoOn = one.hook === "none" || (one.hook === "reboot" && hasBooted);
  return mayGoOn
    ? [left(one, host, { returns: one.returns, nowMs, newId: event.newId }), []]
    : [one, []];
}

function onReturning(
  one: Maintenance,
  host: MaintenanceHost,
  { look, nowMs }: Looking,
): MaintenanceAfter {
  if (!isDone(host.moves)) return startMoves(one, host, { toOf: () => host.host, look });
  const failed = host.moves.filter(({ state }) => state === "failed");
  const problem = failed.length === 0 ? null : `${failed.length} machines did not come back`;
  return [withHost(one, { ...host, state: "done", problem, since: nowMs }), []];
}

/** The host may take machines again; those that left come back only where that was asked for. */
function left(
  one: Maintenance,
  host: MaintenanceHost,
  more: { readonly returns: boolean; readonly nowMs: number; readonly newId: () => OperationId },
): Maintenance {
  const back = host.moves.filter(({ state }) => state === "moved");
  if (!more.returns || back.length === 0) {
    return withHost(one, { ...host, state: "done", since: more.nowMs });
  }
  const moves = host.moves.map(
    (move): DrainMove =>
      move.state === "moved"
        ? { ...move, state: "planned", stage: 0, operation: more.newId() }
        : move,
  );
  return withHost(one, { ...host, state: "returning", moves, since: more.nowMs });
}

function startMoves(
  one: Maintenance,
  host: MaintenanceHost,
  { toOf, look }: { readonly toOf: (move: DrainMove) => HostId | null; readonly look: Look },
): MaintenanceAfter {
  // One that is not known was never taken: it is asked for again under the same id.
  const unknown = host.moves.flatMap(({ state, operation }, at) =>
    state === "moving" && operation !== null && look(operation) === null ? [at] : [],
  );
  const places = one.state === "paused" ? [] : [...due(host.moves), ...unknown];
  const effects = places.flatMap((at): MaintenanceEffect[] => {
    const move = host.moves[at];
    const to = move === undefined ? null : toOf(move);
    return move === undefined || to === null ? [] : [{ type: "move", move, host, to }];
  });
  const moves = host.moves.map((move, at) =>
    places.includes(at) ? { ...move, state: "moving" as const } : move,
  );
  return [withHost(one, { ...host, moves }), effects];
}

function onRefused(
  one: Maintenance,
  { operation, problem }: Extract<MaintenanceEvent, { type: "refused" }>,
): Maintenance {
  const hosts = one.hosts.map((host) => ({
    ...host,
    moves: host.moves.map((move) =>
      move.operation === operation && move.state === "moving"
        ? { ...move, state: "failed" as const, problem: problem.slice(0, 1_000) }
        : move,
    ),
  }));
  return { ...one, hosts };
}

function onSteer(
  one: Maintenance,
  { action, newId }: Extract<MaintenanceEvent, { type: "steer" }>,
  nowMs: number,
): MaintenanceAfter {
  if (one.state === "cancelled" || steerObstacle(one, action) !== null) return [one, []];
  const host = currentHost(one);
  switch (action) {
    case "pause":
      return [{ ...one, state: "paused" }, []];
    case "resume":
      return [{ ...one, state: "running" }, []];
    case "cancel": {
      const moving = one.hosts.flatMap(({ moves }) =>
        moves.filter(({ state }) => state === "moving"),
      );
      const effects = moving.flatMap(({ operation }): MaintenanceEffect[] =>
        operation === null ? [] : [{ type: "cancel", operation }],
      );
      const [after, hooks] = onCancelling({ ...one, state: "cancelled" }, nowMs);
      return [after, [...effects, ...hooks]];
    }
    case "run": {
      if (host === null) return [one, []];
      const { run: _before, ...rest } = host;
      const again = { ...rest, state: "working" as const, problem: null, since: nowMs };
      return [withHost(one, again), []];
    }
    case "retry":
      if (host === null) return [one, []];
      return [withHost(one, { ...host, state: "planned", problem: null, since: nowMs }), []];
    case "skip":
      if (host === null) return [one, []];
      return [withHost(one, { ...host, state: "skipped", since: nowMs }), []];
    case "go-on":
      if (host?.state === "stuck") {
        return [withHost(one, { ...host, state: "maintained", since: nowMs }), []];
      }
      if (host?.state !== "maintained") return [one, []];
      return [left(one, host, { returns: one.returns, nowMs, newId }), []];
    case "return":
      return [{ ...one, returns: true }, []];
  }
}

function withHost(one: Maintenance, host: MaintenanceHost): Maintenance {
  return { ...one, hosts: one.hosts.map((each) => (each.host === host.host ? host : each)) };
}
