import type { HostId, OperationId } from "@novacron/protocol/domain/ids";
import {
  type MachineAction,
  type MachineFacts,
  machineCan,
  type Obstacle,
} from "@novacron/protocol/domain/machine-can";
import { type Holder, holderOf, may } from "@novacron/protocol/domain/may";
import type { Operation, OperationKind } from "@novacron/protocol/domain/operation";
import { theFleet } from "@novacron/protocol/domain/scope";
import type { ErrorCode } from "@novacron/protocol/errors/codes";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { RequestOperation } from "@novacron/protocol/http/operations";
import { firstSteps } from "./engine.ts";
import { allowedMs, kindPlans } from "./kinds.ts";

/** The same id again: the same operation where its content is the same, else refused. */
export function isSameRequest(operation: Operation, by: string, body: RequestOperation): boolean {
  return (
    operation.kind === body.kind &&
    operation.machine === body.machine &&
    (body.host === undefined || operation.host === body.host) &&
    operation.requestedBy === by &&
    canonical(operation.params) === canonical(body.params)
  );
}

function canonical(params: Operation["params"]): string {
  const known = Object.entries(params).filter(([, value]) => value !== undefined);
  return JSON.stringify(known.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What stands in the way of a new demo guest on a host; the machine itself does not exist yet. */
export interface DemoFacts {
  readonly hostState: MachineFacts["hostState"];
  readonly hostName: string;
  readonly libvirtConnected: boolean;
  readonly capabilities: readonly string[];
  readonly foreignManager: string | null;
  readonly who: Holder;
}

export function demoObstacles(facts: DemoFacts): readonly Obstacle[] {
  // The rules about person and host are those of any machine; the states cannot apply.
  const asMachine: MachineFacts = {
    ...facts,
    state: "shutoff",
    conflict: false,
    demo: true,
    autostart: "off",
    persistent: true,
    serialConsole: true,
    heldBy: null,
    project: null,
    tags: [],
  };
  const about = machineCan("machine.delete-demo", { ...asMachine, who: everyone });
  return [...may(facts.who, "machine.create", theFleet), ...about];
}

/** Deleting is not what is asked here: who asks is judged apart. */
const everyone = holderOf("operator");

/** Obstacles that lie with the person, not with the machine. */
const personal = ["login", "change-password", "enrol-second-factor", "role", "scope", "token"];

export function isPersonal(code: string): boolean {
  return personal.includes(code);
}

const codeOf: Readonly<Record<string, ErrorCode>> = {
  ...Object.fromEntries(personal.map((code) => [code, "FORBIDDEN"] as const)),
  conflict: "MACHINE_CONFLICT",
  "foreign-manager": "HOST_READ_ONLY",
  "host-offline": "HOST_OFFLINE",
};
const codeOrder = [...personal, "conflict", "foreign-manager", "host-offline"];

/** All obstacles in one error; its code is that of the gravest. */
export function refusal(attempted: string, obstacles: readonly Obstacle[]): NovaError {
  const gravest = codeOrder.find((code) => obstacles.some((one) => one.code === code));
  const code = (gravest === undefined ? undefined : codeOf[gravest]) ?? "ACTION_NOT_POSSIBLE";
  return new NovaError(code, attempted, {
    details: {
      obstacles: obstacles.map((one) => one.code),
      reasons: obstacles.map((one) => one.text),
      remedies: obstacles.map((one) => one.remedy),
    },
    next: obstacles.map((one) => one.remedy).join("; "),
  });
}

export function obstaclesTo(kind: OperationKind, facts: MachineFacts): readonly Obstacle[] {
  return machineCan(kind as MachineAction, facts);
}

export interface NewOperation {
  readonly id: OperationId;
  readonly body: RequestOperation;
  readonly by: string;
  readonly machineName: string;
  readonly host: HostId;
  readonly hostName: string;
  readonly epoch: number;
  readonly generation: number;
  readonly nowMs: number;
}

export function newOperation(given: NewOperation): Operation {
  const { body, nowMs } = given;
  return {
    id: given.id,
    kind: body.kind,
    state: "pending",
    machine: body.machine,
    machineName: given.machineName,
    host: given.host,
    hostName: given.hostName,
    params: body.params,
    epoch: given.epoch,
    generation: given.generation,
    requestedBy: given.by,
    requestedAt: nowMs,
    deadlineAt: nowMs + allowedMs(body.kind, body.params),
    startedAt: null,
    endedAt: null,
    steps: firstSteps(body.kind),
    progress: null,
    cancelRequestedBy: null,
    problem: null,
    result: {},
  };
}

export function attemptText(kind: OperationKind, machineName: string): string {
  return `${kindPlans[kind].words[2]} ${machineName}`;
}
