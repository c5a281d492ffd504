import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { Operation } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { hostEntry } from "../record/host-entries.ts";
import { recordMachine } from "../record/machine-entries.ts";
import type { Draft } from "./draft.ts";
import { nextGeneration } from "./placement.ts";

interface Deciding {
  readonly by: string;
  readonly nowMs: number;
}

/**
 * A person names the host that has the true copy. The generation rises, so that whatever knew the machine
 * under the old one is refused, and every other copy is barred from starting until it is gone.
 */
export function resolveConflict(
  draft: Draft,
  choice: { readonly machine: MachineId; readonly owner: HostId },
  { by, nowMs }: Deciding,
): void {
  const { machine, owner } = choice;
  const copies = draft.copiesOf(machine);
  const chosen = copies.find((copy) => copy.host === owner);
  const attempted = `name ${draft.hostName(owner)} as the owner of machine ${machine}`;
  if (copies.length === 0) throw new NovaError("NOT_FOUND", attempted);
  if (chosen === undefined) {
    const next = "Choose a host that reports the machine";
    throw new NovaError("CONFLICT", attempted, { next });
  }
  const others = copies.filter((copy) => copy.host !== owner);
  const before = draft.ownership(machine);
  const isOwner = before === null || before.owner === owner;
  if (others.length === 0 && isOwner && before?.moving === undefined) {
    const next = "Nothing is to be chosen: only one host reports it, and it can be used as ever";
    throw new NovaError("CONFLICT", attempted, { next });
  }
  const why = `${by} named ${draft.hostName(owner)} as the owner`;
  draft.putOwnership({
    machine,
    owner,
    generation: nextGeneration(copies, before),
    autostart: before?.autostart ?? chosen.report.autostart === "novacron",
    barred: others.map((copy) => ({ host: copy.host, why })),
  });
  recordMachine(draft, machine, {
    at: nowMs,
    actor: by,
    operation: null,
    event: "resolve-conflict",
  });
}

/** The outcome of an operation that decides something about a machine, in the same transaction. */
export function settleOperation(draft: Draft, operation: Operation): void {
  if (operation.kind !== "machine.autostart" || operation.state !== "succeeded") return;
  const { machine, host } = operation;
  const before = draft.ownership(machine);
  if (before !== null && before.owner !== host) return;
  const reported = draft.copy(machine, host)?.report.generation ?? 0;
  draft.putOwnership({
    machine,
    owner: host,
    generation: Math.max(before?.generation ?? 0, reported, operation.generation),
    autostart: operation.params.enabled === true,
    barred: before?.barred ?? [],
  });
}

export function setHostInterval(
  draft: Draft,
  wanted: { readonly host: HostId; readonly metricsIntervalMs: number },
  { by, nowMs }: Deciding,
): void {
  const row = draft.host(wanted.host);
  if (row === null) throw new NovaError("NOT_FOUND", `set the interval of host ${wanted.host}`);
  if (row.metricsIntervalMs === wanted.metricsIntervalMs) return;
  const next = { ...row, metricsIntervalMs: wanted.metricsIntervalMs };
  draft.putHost(next);
  const seconds = wanted.metricsIntervalMs / 1_000;
  const sentence = `${by} set the sampling of ${row.name} to each ${seconds} s`;
  draft.record(hostEntry(next, { at: nowMs, kind: "host.changed", actor: by, sentence }));
}

/** Takes a host out of the list. Its machines go with it, unless another host reports them too. */
export function forgetHost(draft: Draft, host: HostId, { by, nowMs }: Deciding): void {
  const row = draft.host(host);
  if (row === null) throw new NovaError("NOT_FOUND", `forget host ${host}`);
  const machines = new Set([...draft.machinesOn(host), ...draft.recordedOn(host)]);
  const sentence = `${by} took host ${row.name} out of the list`;
  draft.record(hostEntry(row, { at: nowMs, kind: "host.state", actor: by, sentence }));
  draft.dropHost(host);
  for (const machine of machines) {
    const ownership = draft.ownership(machine);
    if (draft.copiesOf(machine).length === 0 && ownership !== null) draft.dropOwnership(machine);
    recordMachine(draft, machine, { at: nowMs, actor: by, operation: null, event: "forget-host" });
  }
}
