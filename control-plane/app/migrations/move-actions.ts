import type { CommandAction } from "@novacron/protocol/messages/command";
import type { OpenMove } from "./move-state.ts";
import { isMemoryLost, migrationOf } from "./move-state.ts";
import type { MoveStepName } from "./move-steps.ts";

/** What an act is asked with beside what the move itself knows. */
export interface ActFacts {
  /** Opened from the row for this one message. */
  readonly secret: () => string;
  /** Under which other hosts reach the target. */
  readonly addresses: readonly string[];
  /** Its dirty-page rate is known from samples of its host, or one is taken just now. */
  readonly needsNoSample: () => boolean;
}

/** The act of a step as its agent is asked for it; null for a look at reports. */
export function actionOfMove(move: OpenMove, step: number, facts: ActFacts): CommandAction | null {
  const { row, operation } = move;
  const { machine, source, target, before, description } = row;
  const name = operation.steps[step]?.name as MoveStepName | undefined;
  const { options, next } = migrationOf(move);
  const there = { machine, generation: 0 };
  const here = { machine, generation: before };
  switch (name) {
    case "describe":
      return facts.needsNoSample()
        ? { kind: "migration.describe", ...here, withoutSample: true }
        : { kind: "migration.describe", ...here };
    case "check":
      if (description === null) return null;
      return {
        kind: "migration.check",
        ...onTarget(move),
        name: operation.machineName,
        source,
        description,
        options,
        secret: facts.secret(),
      };
    case "reach":
      if (row.port === null || facts.addresses.length === 0) return null;
      return {
        kind: "migration.reach",
        ...here,
        target,
        addresses: [...facts.addresses],
        port: row.port,
        secret: facts.secret(),
      };
    case "prepare":
      if (description === null) return null;
      return {
        kind: "migration.prepare",
        ...onTarget(move),
        name: operation.machineName,
        next,
        source,
        description,
        options,
        secret: facts.secret(),
      };
    case "perform":
      return performOf(move, facts);
    case "adjust":
      return { kind: "migration.adjust", ...here, ...row.adjustments[String(step)] };
    case "abandon":
      return isMemoryLost(move)
        ? { kind: "migration.abandon", ...onTarget(move), source, memoryLost: true }
        : { kind: "migration.abandon", ...onTarget(move), source };
    case "resume":
      return { kind: "migration.resume", ...here, target };
    case "adopt":
      return { kind: "migration.adopt", ...there, next, source };
    case "release":
      return { kind: "migration.release", ...here, target, keepDisks: false };
    default:
      return null;
  }
}

function performOf(move: OpenMove, facts: ActFacts): CommandAction {
  const { machine, target, before, address, port, luggagePort, disks } = move.row;
  const { options, next } = migrationOf(move);
  return {
    kind: "migration.perform",
    machine,
    generation: before,
    next,
    target,
    addresses: address === null ? [] : [address],
    port,
    luggagePort,
    secret: facts.secret(),
    options,
    disks: [...disks],
  };
}

/** A target knows no copy yet; within one host it is the same copy. */
function onTarget({ row }: OpenMove) {
  return { machine: row.machine, generation: row.target === row.source ? row.before : 0 };
}
