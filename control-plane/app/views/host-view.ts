import type { HostState } from "@novacron/protocol/domain/host";
import type { HostInMaintenance } from "@novacron/protocol/domain/maintenance";
import type { HostView, ProblemNote } from "@novacron/protocol/http/hosts";
import type { HostIdentity } from "@novacron/protocol/http/trust";
import type { CopyRow, HostRow } from "../../ports/state-store.ts";
import { isAlive } from "../inventory/placement.ts";
import { identityProblems } from "../trust/identity-problems.ts";
import type { Values } from "./latest-values.ts";

export interface HostParts {
  readonly row: HostRow;
  readonly state: HostState;
  readonly since: number | null;
  readonly copies: readonly CopyRow[];
  readonly latest: { readonly at: number; readonly values: Values } | null;
  readonly skewMs: number | null;
  /** Where it joined by certificate. */
  readonly identity: HostIdentity | null;
  readonly reserved: HostView["reserved"];
  readonly maintenance: HostInMaintenance | null;
  /** Copies here that a person's choice keeps from starting, with why. */
  readonly barred: readonly { readonly copy: CopyRow; readonly why: string }[];
  /** What it lacks room for. */
  readonly lacks: readonly ProblemNote[];
}

export function hostViewOf(parts: HostParts): HostView {
  const { row, copies, latest } = parts;
  const running = copies.filter((copy) => isAlive(copy.report.state));
  return {
    id: row.id,
    name: row.name,
    state: parts.state,
    since: parts.since,
    lastSampleAt: latest?.at ?? null,
    inventory: { ...row.inventory, metricsIntervalMs: row.metricsIntervalMs },
    machines: { total: copies.length, running: running.length },
    committed: committedOf(copies),
    reserved: parts.reserved,
    maintenance: parts.maintenance,
    latest: { ...latest?.values },
    latestAt: latest?.at ?? null,
    problems: [...hostProblems(parts)],
  };
}

export function hostProblems(parts: HostParts): readonly ProblemNote[] {
  const { row, skewMs, latest } = parts;
  const { libvirt, foreignManager } = row.inventory;
  const since = parts.since;
  const note = (code: string, severity: ProblemNote["severity"], text: string): ProblemNote => ({
    code,
    severity,
    text,
    since,
    machine: null,
    host: row.id,
  });
  const found = [...identityProblems(parts.identity, row.name)];
  if (parts.state === "offline") {
    return [...found, note("host-offline", "critical", `Host ${row.name} is not connected`)];
  }
  if (parts.state === "stale") {
    found.push(note("host-stale", "warning", `No samples of host ${row.name} arrive`));
  }
  if (libvirt.state === "failed") {
    const text = `libvirt on ${row.name} does not answer: ${libvirt.problem ?? "no reason given"}`;
    found.push({ ...note("libvirt-down", "critical", text), since: libvirt.since });
  }
  for (const { machine, why } of libvirt.culprits) {
    found.push(
      note("culprit", "warning", `${machine} on ${row.name} is left out of the samples: ${why}`),
    );
  }
  if (skewMs !== null) {
    const way = skewMs > 0 ? "ahead of" : "behind";
    const text = `The clock of ${row.name} is ${Math.round(Math.abs(skewMs) / 1_000)} s ${way} ours`;
    found.push(note("clock-skew", "warning", text));
  }
  for (const { code, text, since: from } of row.inventory.problems ?? []) {
    found.push({ ...note(code, "critical", `${row.name}: ${text}`), since: from });
  }
  found.push(...parts.lacks);
  const dropped = latest?.values.outboxDropped ?? 0;
  if (dropped > 0) {
    found.push(note("outbox-dropped", "warning", `${row.name} had to drop ${dropped} batches`));
  }
  if (foreignManager !== null) {
    const text = `${row.name} is run by ${foreignManager} and only watched`;
    found.push(note("foreign-manager", "warning", text));
  }
  for (const { copy, why } of parts.barred) {
    const text = `A copy of ${copy.report.name} on ${row.name} is barred from starting: ${why}`;
    found.push({
      ...note("barred-copy", "warning", text),
      machine: copy.machine,
      since: copy.seenAt,
    });
  }
  return found;
}

/** What its running machines were promised. */
export function committedOf(copies: readonly CopyRow[]): HostView["committed"] {
  const running = copies.filter((copy) => isAlive(copy.report.state));
  return {
    vcpus: sum(running.map((copy) => copy.report.vcpus)),
    memoryBytes: sum(running.map((copy) => copy.report.memoryBytes)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
