import type { HookRun } from "@novacron/protocol/domain/host-hook";
import type { Maintenance, MaintenanceHost } from "@novacron/protocol/domain/maintenance";
import { type AuditEntry, ownActor } from "../audit/entry.ts";

/** What a step of a maintenance did to hooks: each that begins on a host, and each that ends, however. */
export function hookRows(before: Maintenance, after: Maintenance): AuditEntry[] {
  return after.hosts.flatMap((host, at) => {
    const was = before.hosts[at]?.run;
    const { run } = host;
    if (run === undefined) return [];
    const begun = was?.operation === run.operation ? [] : [rowOf(after, host, begins)];
    const hasEnded = run.endedAt !== null && was?.state !== run.state;
    return hasEnded ? [...begun, rowOf(after, host, endOf(run))] : begun;
  });
}

type Said = Pick<AuditEntry, "outcome"> & {
  readonly state: string;
  readonly exitCode: number | null;
};

const begins: Said = { outcome: "done", state: "asked", exitCode: null };

function endOf({ state, exitCode }: HookRun): Said {
  return { outcome: state === "unknown" ? "unknown" : "done", state, exitCode };
}

/** Begun for whoever asked for the maintenance, by the control plane. */
function rowOf(one: Maintenance, { host, hostName }: MaintenanceHost, said: Said): AuditEntry {
  const { outcome, state, exitCode } = said;
  return {
    actor: { ...ownActor, name: one.requestedBy },
    action: "host.hook",
    target: `host:${host}`,
    outcome,
    code: null,
    detail: {
      host: hostName,
      hook: one.command?.name ?? "",
      maintenance: one.id,
      state,
      ...(exitCode === null ? {} : { exitCode }),
    },
  };
}
