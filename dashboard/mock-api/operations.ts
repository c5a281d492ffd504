import { hostId, machineId } from "@novacron/protocol/domain/ids";
import type { MachineState } from "@novacron/protocol/domain/machine";
import { type MachineAction, machineCan } from "@novacron/protocol/domain/machine-can";
import { holderOf } from "@novacron/protocol/domain/may";
import { hasEnded, isScheduled, type OperationState } from "@novacron/protocol/domain/operation";
import { NovaError, toProblem } from "@novacron/protocol/errors/nova-error";
import { machineFacts } from "@novacron/protocol/http/machine-facts";
import type { OperationView, RequestOperation } from "@novacron/protocol/http/operations";
import type { MockFleet, MockMachine } from "./fleet.ts";
import { makeReport } from "./make-machine.ts";
import { subjectOf } from "./moving/forecast.ts";
import { type MoveRun, migrationOf, runMove } from "./moving/run.ts";
import { machineRow, machineView } from "./views.ts";

const gerunds: Readonly<Record<string, [string, string]>> = {
  start: ["is starting", "started"],
  shutdown: ["is shutting down", "shut down"],
  reboot: ["is rebooting", "rebooted"],
  "force-off": ["is forcing off", "forced off"],
  pause: ["is pausing", "paused"],
  resume: ["is resuming", "resumed"],
  autostart: ["is changing autostart of", "changed autostart of"],
  "create-demo": ["is making demo guest", "made demo guest"],
  "delete-demo": ["is deleting demo guest", "deleted demo guest"],
  console: ["has the console of", "had the console of"],
  migrate: ["is moving", "moved"],
};
const after: Readonly<Record<string, MachineState>> = {
  start: "running",
  shutdown: "shutoff",
  "force-off": "shutoff",
  pause: "paused",
  resume: "running",
};

/** Takes an operation as the real control plane would: refuses, or stores it and lets it run. */
export function requestOperation(
  fleet: MockFleet,
  asked: RequestOperation,
  person: string,
): OperationView {
  const before = fleet.operations.get(asked.id);
  if (before !== undefined) return before;
  const verb = asked.kind.slice("machine.".length);
  const machine = fleet.machines.get(asked.machine);
  const name = machine?.report.name ?? asked.params.name ?? "demo";
  const attempted = `${verb} machine ${name}`;
  const host = machine?.host ?? asked.host;
  if (host === undefined || (machine === undefined && verb !== "create-demo")) {
    throw new NovaError("NOT_FOUND", attempted);
  }
  if (machine !== undefined) {
    const facts = machineFacts(
      machineView(fleet, machine, Date.now()),
      holderOf(fleet.scenario.role),
    );
    const obstacles = machineCan(asked.kind as MachineAction, facts);
    if (obstacles.length > 0) {
      throw new NovaError("ACTION_NOT_POSSIBLE", attempted, {
        details: { obstacles: obstacles.map((obstacle) => obstacle.text) },
      });
    }
  }
  const now = Date.now();
  const moved = verb === "migrate" ? moveFor(fleet, machine, asked) : null;
  const steps = moved === null ? usualSteps(verb) : moveSteps;
  const op: OperationView = {
    id: asked.id,
    kind: asked.kind,
    state: "pending",
    machine: machineId.parse(asked.machine),
    machineName: name,
    host: hostId.parse(host),
    hostName: fleet.hostName(host),
    params: asked.params,
    epoch: 1,
    generation: machine?.report.generation ?? 0,
    requestedBy: person,
    requestedAt: now,
    deadlineAt: now + (asked.params.timeoutMs ?? 90_000),
    startedAt: null,
    endedAt: null,
    steps: steps.map((one) => ({ name: one, state: "waiting", startedAt: null, endedAt: null })),
    progress: null,
    cancelRequestedBy: null,
    problem: null,
    result: {},
    sentence: `${person} ${gerunds[verb]?.[0] ?? verb} ${name} ${place(fleet, host, moved)}`,
    ...(moved === null ? {} : { migration: moved.migration }),
  };
  fleet.operations.set(op.id, op);
  tell(fleet, op);
  if (moved === null) run(fleet, op.id, verb);
  // The mock does not live to see its time.
  else if (!isScheduled(op)) {
    runMove({
      fleet,
      id: op.id,
      subject: moved.subject,
      change: (over) => change(fleet, op.id, over),
      end: () => end(fleet, op.id, "succeeded"),
    });
  }
  return op;
}

function usualSteps(verb: string): readonly string[] {
  return ["Ask the agent", `libvirt: ${verb}`, "Confirm the state"];
}

const moveSteps: readonly string[] = [
  "Try both hosts",
  "Prepare the target",
  "Move",
  "Confirm by both hosts",
  "Let go of the source",
];

function place(fleet: MockFleet, host: string, moved: Moved | null): string {
  const name = fleet.hostName(host);
  return moved === null ? `on ${name}` : `from ${name} to ${moved.migration.targetName}`;
}

interface Moved {
  readonly migration: NonNullable<OperationView["migration"]>;
  readonly subject: MoveRun["subject"];
}

function moveFor(
  fleet: MockFleet,
  machine: MockMachine | undefined,
  asked: RequestOperation,
): Moved {
  const options = asked.params.migration ?? {};
  const target = fleet.hosts.get(options.target ?? machine?.host ?? "");
  if (machine === undefined || target === undefined) {
    throw new NovaError("NOT_FOUND", `move ${asked.machine}`);
  }
  return {
    migration: migrationOf(fleet, machine, target, options),
    subject: subjectOf(fleet, machine, target, options),
  };
}

export function cancelOperation(fleet: MockFleet, id: string, person: string): OperationView {
  const op = fleet.operations.get(id);
  if (op === undefined) throw new NovaError("NOT_FOUND", `cancel operation ${id}`);
  if (hasEnded(op.state)) throw new NovaError("OPERATION_ENDED", `cancel operation ${id}`);
  change(fleet, id, { state: "cancelling", cancelRequestedBy: person });
  later(800, () => end(fleet, id, "cancelled"));
  return fleet.operations.get(id) ?? op;
}

function run(fleet: MockFleet, id: string, verb: string): void {
  const op = fleet.operations.get(id);
  if (op === undefined) return;
  const { machineName } = op;
  later(250, () => {
    change(fleet, id, { state: "running", startedAt: Date.now(), progress: 0.1 });
    step(fleet, id, 1);
  });
  if (machineName.startsWith("hangs") && verb === "shutdown") return;
  later(900, () => change(fleet, id, { progress: 0.55 }));
  later(1_500, () => step(fleet, id, 2));
  later(1_900, () => {
    if (machineName.startsWith("fails")) end(fleet, id, "failed");
    else end(fleet, id, "succeeded");
  });
}

function step(fleet: MockFleet, id: string, index: number): void {
  const op = fleet.operations.get(id);
  if (op === undefined || hasEnded(op.state)) return;
  const now = Date.now();
  const steps = op.steps.map((one, i) => {
    if (i < index)
      return { ...one, state: "done" as const, startedAt: op.requestedAt, endedAt: now };
    return i === index ? { ...one, state: "running" as const, startedAt: now } : one;
  });
  change(fleet, id, { steps });
}

function end(fleet: MockFleet, id: string, state: OperationState): void {
  const op = fleet.operations.get(id);
  if (op === undefined || hasEnded(op.state)) return;
  const now = Date.now();
  const verb = op.kind.slice("machine.".length);
  const done = state === "succeeded";
  const bad = done ? "skipped" : "failed";
  const where = `${op.machineName} ${
    op.migration === undefined
      ? `on ${op.hostName}`
      : `from ${op.hostName} to ${op.migration.targetName}`
  }`;
  const failure = new NovaError("LIBVIRT_ERROR", `${verb} machine ${op.machineName}`, {
    cause: new Error("Cannot access storage file '/srv/iso/boot.iso': No such file or directory"),
  });
  const cancelled = new NovaError("CANCELLED", `${verb} machine ${op.machineName}`);
  const steps = op.steps.map((one) =>
    one.state === "done"
      ? one
      : { ...one, state: done ? ("done" as const) : (bad as "failed"), endedAt: now },
  );
  const sentence = done
    ? `${op.requestedBy} ${gerunds[verb]?.[1] ?? verb} ${where}`
    : `${op.requestedBy} tried to ${verb} ${where}: ${state}`;
  if (done) takeEffect(fleet, op, verb, now);
  change(fleet, id, {
    state,
    steps,
    endedAt: now,
    sentence,
    progress: done ? 1 : op.progress,
    problem: done ? null : toProblem(state === "failed" ? failure : cancelled, failure.attempted),
  });
  fleet.note({
    at: now,
    kind: "operation.ended",
    machine: op.machine,
    machineName: op.machineName,
    host: op.host,
    hostName: op.hostName,
    operation: op.id,
    actor: op.requestedBy,
    severity: done ? "info" : "warning",
    sentence,
    data: {},
  });
}

function takeEffect(fleet: MockFleet, op: OperationView, verb: string, now: number): void {
  if (verb === "create-demo") {
    const spec = { name: op.machineName, host: op.hostName, demo: true, vcpus: 1 };
    const report = {
      ...makeReport({ ...spec, state: "running" }, now),
      id: op.machine,
      since: now,
    };
    fleet.machines.set(op.machine, { report, host: op.host, copy: null });
  }
  const machine = fleet.machines.get(op.machine);
  if (machine === undefined) return;
  if (verb === "delete-demo") {
    fleet.machines.delete(op.machine);
    fleet.emit({ type: "machines", changed: [], gone: [op.machine] });
    return;
  }
  const state = after[verb];
  if (state !== undefined)
    machine.report = { ...machine.report, state, since: now, reason: "user" };
  if (op.migration !== undefined) machine.host = op.migration.target;
  if (verb === "autostart") {
    const autostart = op.params.enabled === true ? "novacron" : "off";
    machine.report = { ...machine.report, autostart };
  }
  fleet.emit({ type: "machines", changed: [machineRow(fleet, machine, now)], gone: [] });
}

function change(fleet: MockFleet, id: string, over: Partial<OperationView>): void {
  const op = fleet.operations.get(id);
  if (op === undefined || hasEnded(op.state)) return;
  const next = { ...op, ...over };
  fleet.operations.set(id, next);
  tell(fleet, next);
}

function tell(fleet: MockFleet, op: OperationView): void {
  fleet.emit({ type: "operations", changed: [op] });
  const machine = fleet.machines.get(op.machine);
  if (machine === undefined) return;
  fleet.emit({ type: "machines", changed: [machineRow(fleet, machine, Date.now())], gone: [] });
}

function later(delayMs: number, act: () => void): void {
  setTimeout(act, delayMs).unref();
}
