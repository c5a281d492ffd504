import { may } from "@novacron/protocol/domain/may";
import { type MoveFacts, migrationObstacles } from "@novacron/protocol/domain/migration-obstacles";
import { movedDisks, poolOf } from "@novacron/protocol/domain/move-disks";
import type { Operation } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { RequestOperation } from "@novacron/protocol/http/operations";
import type { Reservation } from "../../ports/move-tables.ts";
import type { CopyRow, OwnershipRow } from "../../ports/state-store.ts";
import { machineTarget } from "../access/sight.ts";
import { nextGeneration } from "../inventory/placement.ts";
import { newOperation, refusal } from "../operations/admission.ts";
import type { Requester } from "../operations/operations.ts";
import type { RowParts } from "../views/machine-row.ts";
import { stepsOf } from "./move-steps.ts";
import { scheduled, timeAsked, timeObstacles } from "./scheduled-move.ts";

export interface MoveAdmission {
  readonly epoch: number;
  readonly nowMs: number;
  readonly parts: RowParts | null;
  /** Every operation that has not ended. */
  readonly allOpen: () => readonly Operation[];
  readonly copies: readonly CopyRow[];
  readonly ownership: OwnershipRow | null;
  /** Asked for only where the person sees the machine. */
  readonly facts: (parts: RowParts) => MoveFacts;
}

/** The move that a request becomes, or every reason why it cannot. */
export function admitMove(by: Requester, body: RequestOperation, given: MoveAdmission): Operation {
  const { parts } = given;
  if (parts === null || !isSeen(by, parts))
    throw new NovaError("NOT_FOUND", `move ${body.machine}`);
  const asked = body.params.migration ?? {};
  const { report } = parts.copy;
  const attempted = `move ${report.name} from ${parts.host.name}`;
  if (body.host !== undefined && body.host !== parts.host.id) {
    throw new NovaError("CONFLICT", `${attempted}: it is not on host ${body.host}`);
  }
  if (asked.target === undefined && asked.kind !== "storage") {
    throw new NovaError("BAD_REQUEST", `${attempted}: params.migration.target is missing`);
  }
  const facts = given.facts(parts);
  if (facts.target === null)
    throw new NovaError("NOT_FOUND", `${attempted} to host ${asked.target}`);
  const notBefore = timeAsked(asked.notBefore, { attempted, nowMs: given.nowMs });
  const obstacles = [...timeObstacles(by.tokenExpiresAt, notBefore), ...migrationObstacles(facts)];
  if (notBefore !== null) {
    const made = operationOf(by, body, { ...given, parts, facts, target: facts.target });
    return scheduled(made, { attempted, notBefore, obstacles, open: given.allOpen() });
  }
  if (obstacles.length > 0) throw refusal(`${attempted} to ${facts.target.name}`, obstacles);
  return operationOf(by, body, { ...given, parts, facts, target: facts.target });
}

function operationOf(
  by: Requester,
  body: RequestOperation,
  given: Omit<MoveAdmission, "facts"> & {
    readonly parts: RowParts;
    readonly facts: MoveFacts;
  } & { readonly target: NonNullable<MoveFacts["target"]> },
): Operation {
  const { parts, target } = given;
  const { report } = parts.copy;
  const { kind, options } = given.facts;
  const made = newOperation({
    id: body.id,
    body,
    by: by.name,
    machineName: report.name,
    host: parts.host.id,
    hostName: parts.host.name,
    epoch: given.epoch,
    generation: report.generation,
    nowMs: given.nowMs,
  });
  const steps = stepsOf(kind).map(
    (name) => ({ name, state: "waiting", startedAt: null, endedAt: null }) as const,
  );
  const isHere = kind === "storage";
  return {
    ...made,
    ...(by.token == null ? {} : { requestedToken: by.token }),
    steps,
    migration: {
      target: target.id,
      targetName: target.name,
      kind,
      phase: "planned",
      options,
      next: isHere ? report.generation : nextGeneration(given.copies, given.ownership),
      waitsFor: [],
      forecast: null,
      progress: null,
      measured: null,
      outcome: null,
      undo: "none",
      findings: [],
      ...(by.because === undefined ? {} : { because: by.because }),
    },
  };
}

/** What it holds on the target until it is over. */
export function reservationOf(facts: MoveFacts): Reservation {
  const { report, kind, options, source } = facts;
  const isLive = kind === "live" || kind === "live-copy";
  const pools = new Map<string, number>();
  for (const disk of movedDisks(facts)) {
    const pool = poolOf(disk, options, source.inventory);
    if (pool !== null) pools.set(pool, (pools.get(pool) ?? 0) + (disk.capacityBytes ?? 0));
  }
  return {
    memoryBytes: isLive ? report.memoryMaxBytes : 0,
    vcpus: isLive ? report.vcpus : 0,
    pools: [...pools].map(([pool, bytes]) => ({ pool, bytes })),
  };
}

function isSeen(by: Requester, { project, tags }: RowParts): boolean {
  return may(by.who, "machine.view", machineTarget({ project, tags })).length === 0;
}
