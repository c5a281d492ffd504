import { defaultMovePolicy } from "@novacron/protocol/domain/move-policy";
import { hasEnded } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { AnswerOf } from "@novacron/protocol/http/route";
import type { routes } from "@novacron/protocol/http/routes";
import type { MockFleet, MockMachine } from "../fleet.ts";
import type { Handlers } from "../handlers.ts";
import { decidedOf, diskBytesOf, forecastOf, kindOf, subjectOf } from "./forecast.ts";
import { movesOf } from "./kept.ts";
import { calibrationOf, recordedMoves } from "./recorded.ts";
import { obstaclesOn, risksOf, targetsOf, triedObstacles } from "./targets.ts";

type Names =
  | "moveTargets"
  | "checkMove"
  | "movePolicy"
  | "setMovePolicy"
  | "adjustMove"
  | "moves"
  | "setMoveLimits"
  | "movesRecorded"
  | "calibration";

export const moveHandlers: Pick<Handlers, Names> = {
  moveTargets: (fleet, { params }) => {
    const machine = machineOf(fleet, params.machine);
    return {
      machine: machine.report.id,
      kind: kindOf(machine, {}),
      obstacles: [...obstaclesOn(fleet, machine, null)],
      targets: targetsOf(fleet, machine),
      policy: policyOf(fleet, machine.report.id).decided,
    };
  },
  checkMove: (fleet, { params, body }) => {
    const machine = machineOf(fleet, params.machine);
    const { options } = body;
    const host = fleet.hosts.get(options.target ?? machine.host);
    if (host === undefined) throw new NovaError("NOT_FOUND", "try a target");
    const decided = decidedOf(fleet, machine, options);
    const subject = subjectOf(fleet, machine, host, decided);
    const own = host.inventory.id === machine.host;
    const known = obstaclesOn(fleet, machine, host, options);
    const obstacles = [...known, ...(own ? [] : triedObstacles(machine, host))];
    return {
      machine: machine.report.id,
      target: host.inventory.id,
      targetName: host.inventory.name,
      kind: kindOf(machine, options),
      options: decided,
      obstacles,
      risks: risksOf(fleet, machine, kindOf(machine, options)),
      tried: true,
      roundTripMs: 0.4,
      memoryBytes: machine.report.memoryBytes,
      diskBytes: diskBytesOf(machine),
      dirtyBytesPerSecond: subject.dirtyRate?.bytesPerSecond ?? null,
      forecast: known.length > 0 ? null : forecastOf(subject),
    };
  },
  movePolicy: (fleet, { params }) => policyOf(fleet, machineOf(fleet, params.machine).report.id),
  setMovePolicy: (fleet, { params, body }) => {
    const { id } = machineOf(fleet, params.machine).report;
    movesOf(fleet).policies.set(id, body);
    return policyOf(fleet, id);
  },
  adjustMove: (fleet, { params, body }) => {
    const op = fleet.operations.get(params.operation);
    if (op?.migration === undefined) throw new NovaError("NOT_FOUND", "change a move");
    if (hasEnded(op.state)) throw new NovaError("OPERATION_ENDED", "change a move");
    const { postCopy, ...rest } = body;
    const { progress } = op.migration;
    const switched = postCopy === true && progress !== null ? { ...progress, postCopy } : progress;
    const options = { ...op.migration.options, ...rest };
    const next = { ...op, migration: { ...op.migration, options, progress: switched } };
    fleet.operations.set(op.id, next);
    fleet.emit({ type: "operations", changed: [next] });
    return next;
  },
  moves: underWay,
  setMoveLimits: (fleet, { body }) => {
    movesOf(fleet).limits = body;
    fleet.emit({ type: "plans", changed: ["limits"] });
    return underWay(fleet);
  },
  movesRecorded: (fleet, { query }) => {
    const all = recordedMoves(fleet).filter(
      (move) => query.machine === undefined || move.subject.machine === query.machine,
    );
    return { items: all.slice(query.offset, query.offset + query.limit), total: all.length };
  },
  calibration: calibrationOf,
};

function underWay(fleet: MockFleet): AnswerOf<typeof routes.moves> {
  const open = [...fleet.operations.values()].filter(
    (op) => op.migration !== undefined && !hasEnded(op.state),
  );
  return { limits: movesOf(fleet).limits, running: open, waiting: [] };
}

function policyOf(fleet: MockFleet, machine: string) {
  const policy = movesOf(fleet).policies.get(machine) ?? {};
  return { policy, decided: { ...defaultMovePolicy, ...policy } };
}

function machineOf(fleet: MockFleet, id: string): MockMachine {
  const machine = fleet.machines.get(id);
  if (machine === undefined) throw new NovaError("NOT_FOUND", "find a machine");
  return machine;
}
