import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { may } from "@novacron/protocol/domain/may";
import type { Operation } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { RequestOperation } from "@novacron/protocol/http/operations";
import type { HostRow, OwnershipRow } from "../../ports/state-store.ts";
import { factsOf, type RowParts } from "../views/machine-row.ts";
import { attemptText, demoObstacles, newOperation, obstaclesTo, refusal } from "./admission.ts";
import type { Requester } from "./operations.ts";

/** What an admission is decided on. */
export interface AdmissionFacts {
  readonly epoch: number;
  readonly nowMs: number;
  readonly parts: RowParts | null;
  readonly ownership: OwnershipRow | null;
  /** The host named in the request, where it is known. */
  readonly host: HostRow | null;
  readonly hostState: (host: HostId) => RowParts["hostState"];
  /** Operations of the machine that have not ended. */
  readonly open: readonly Operation[];
  readonly heldBy: (machine: MachineId) => { readonly sentence: string } | null;
}

/** The operation that a request becomes, or every reason why it cannot. */
export function admit(by: Requester, body: RequestOperation, facts: AdmissionFacts): Operation {
  return body.kind === "machine.create-demo"
    ? admitDemo(by, body, facts)
    : admitOnMachine(by, body, facts);
}

function admitOnMachine(by: Requester, body: RequestOperation, facts: AdmissionFacts): Operation {
  const { parts } = facts;
  if (parts === null || !maySee(by, parts))
    throw new NovaError("NOT_FOUND", attemptText(body.kind, body.machine));
  const { report } = parts.copy;
  const attempted = `${attemptText(body.kind, report.name)} on ${parts.host.name}`;
  if (body.host !== undefined && body.host !== parts.host.id) {
    throw new NovaError("CONFLICT", `${attempted}: it is not on host ${body.host}`);
  }
  if (body.kind === "machine.autostart" && body.params.enabled === undefined) {
    throw new NovaError("BAD_REQUEST", `${attempted}: params.enabled is missing`);
  }
  const same = facts.open.find(
    (one) => one.kind === body.kind && body.kind === "machine.force-off",
  );
  if (same !== undefined) {
    throw new NovaError("CONFLICT", attempted, { details: { operation: same.id } });
  }
  const heldBy = facts.heldBy(body.machine)?.sentence ?? null;
  const obstacles = obstaclesTo(body.kind, factsOf(parts, { who: by.who, heldBy }));
  if (obstacles.length > 0) throw refusal(attempted, obstacles);
  return newOperation({
    ...common(by, body, facts),
    machineName: report.name,
    host: parts.host.id,
    hostName: parts.host.name,
    generation: generationFor(body, facts, parts),
  });
}

/** A machine out of sight is refused as one that is not there. */
function maySee(by: Requester, { project, tags }: RowParts): boolean {
  const target = { kind: "machine", project, tags } as const;
  return may(by.who, "machine.view", target).length === 0;
}

/**
 * The generation under which the host knows its copy. Autostart writes the mark into the machine, so it
 * carries the generation that the machine shall have: at least 1, so that the mark is found again if this
 * store is lost, and the one that a person's choice in a conflict made.
 */
function generationFor(body: RequestOperation, facts: AdmissionFacts, parts: RowParts): number {
  const known = parts.copy.report.generation;
  if (body.kind !== "machine.autostart") return known;
  const { ownership } = facts;
  const decided = ownership?.owner === parts.host.id ? ownership.generation : 0;
  return Math.max(1, known, decided);
}

function admitDemo(by: Requester, body: RequestOperation, facts: AdmissionFacts): Operation {
  const name = body.params.name ?? "demo";
  const attempted = attemptText(body.kind, name);
  const { host } = facts;
  if (body.host === undefined) throw new NovaError("BAD_REQUEST", `${attempted}: host is missing`);
  if (host === null) throw new NovaError("NOT_FOUND", `${attempted} on host ${body.host}`);
  if (facts.parts !== null || facts.open.length > 0) {
    const next = "Make a new machine id for a new demo guest";
    throw new NovaError("CONFLICT", `${attempted} on ${host.name}: the id is taken`, { next });
  }
  const obstacles = demoObstacles({
    hostState: facts.hostState(host.id),
    hostName: host.name,
    libvirtConnected: host.inventory.libvirt.state === "connected",
    capabilities: host.inventory.capabilities,
    foreignManager: host.inventory.foreignManager,
    who: by.who,
  });
  if (obstacles.length > 0) throw refusal(`${attempted} on ${host.name}`, obstacles);
  return newOperation({
    ...common(by, body, facts),
    machineName: name,
    host: host.id,
    hostName: host.name,
    generation: 0,
  });
}

function common(by: Requester, body: RequestOperation, facts: AdmissionFacts) {
  const id: OperationId = body.id;
  return { id, body, by: by.name, epoch: facts.epoch, nowMs: facts.nowMs };
}
