import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Assignments } from "@novacron/protocol/messages/report";
import type { AgentFacts } from "../ports/journal-store.ts";

/**
 * What starts by itself after the host booted. The rule: start only what is proven to be this host's own.
 * The proof is the control plane's word in this very session with the same generation; where it cannot be
 * reached in time, the machine must never have left this host and no other host can reach its disks.
 * Machines with libvirt's own flag are libvirt's business.
 */
export interface AutostartFacts {
  readonly host: HostId;
  readonly kernelBootId: string;
  readonly hostBootAt: number | null;
  readonly wallMs: number;
  readonly facts: AgentFacts;
  readonly machines: readonly MachineReport[];
  /** Of this session, or null. */
  readonly assignments: Assignments | null;
  readonly waitedMs: number;
}

export interface AutostartLimits {
  readonly autostartWaitMs: number;
  readonly freshBootMs: number;
}

export type AutostartPlan =
  /** Nothing to do in this boot of the host, or no more. */
  | { readonly type: "done" }
  | { readonly type: "wait" }
  | {
      readonly type: "decide";
      readonly start: readonly MachineId[];
      readonly skip: readonly { readonly id: MachineId; readonly why: string }[];
      /** False where it was decided without the control plane: its word may still start more. */
      readonly final: boolean;
    };

export function planAutostart(given: AutostartFacts, limits: AutostartLimits): AutostartPlan {
  const { facts, kernelBootId } = given;
  if (facts.autostartDoneFor === kernelBootId) return { type: "done" };
  const isNewJournal = facts.autostartDoneFor === null;
  if (isNewJournal && !bootedJustNow(given, limits)) {
    return { type: "decide", start: [], skip: [], final: true };
  }
  const candidates = given.machines.filter(isCandidate);
  if (candidates.length === 0) return { type: "decide", start: [], skip: [], final: true };
  const { assignments } = given;
  if (assignments === null && given.waitedMs < limits.autostartWaitMs) return { type: "wait" };
  const verdicts = candidates.map((machine) => ({
    id: machine.id,
    why:
      whyBarred(machine, facts) ??
      (assignments === null
        ? whyNotAlone(machine, given, isNewJournal)
        : whyNotConfirmed(machine, assignments, given.host)),
  }));
  return {
    type: "decide",
    start: verdicts.filter((one) => one.why === null).map((one) => one.id),
    skip: verdicts.flatMap(({ id, why }) => (why === null ? [] : [{ id, why }])),
    final: assignments !== null,
  };
}

function bootedJustNow(given: AutostartFacts, limits: AutostartLimits): boolean {
  return given.hostBootAt !== null && given.wallMs - given.hostBootAt < limits.freshBootMs;
}

function isCandidate(machine: MachineReport): boolean {
  const isOff = machine.state === "shutoff" || machine.state === "crashed";
  return machine.autostart === "novacron" && isOff && machine.persistent;
}

/** It may run elsewhere: the control plane says so by `migration.resume` or `release`, not by assigning it. */
function whyBarred(machine: MachineReport, facts: AgentFacts): string | null {
  const bar = facts.barred?.[machine.id];
  return bar === undefined ? null : `it is being moved to host ${bar.target}`;
}

function whyNotConfirmed(
  machine: MachineReport,
  assignments: Assignments,
  host: HostId,
): string | null {
  const assigned = assignments.machines.find((one) => one.id === machine.id);
  if (assigned === undefined) return "the control plane does not assign it to this host";
  if (assigned.barred !== null) return `barred: ${assigned.barred}`;
  if (!assigned.autostart) return "the control plane has autostart off for it";
  if (assigned.generation !== machine.generation) {
    return `generation ${machine.generation} here, ${assigned.generation} at the control plane`;
  }
  if (machine.owner !== null && machine.owner !== host) return "another host is named as its owner";
  return null;
}

function whyNotAlone(
  machine: MachineReport,
  given: AutostartFacts,
  isNewJournal: boolean,
): string | null {
  if (isNewJournal) return "the journal is new and cannot say whether it ever left this host";
  if (given.facts.departed.includes(machine.id)) return "it left this host before";
  if (machine.owner !== given.host) return "this host is not named as its owner";
  const known = given.facts.generations[machine.id];
  if (known !== undefined && known !== machine.generation) return "its generation changed";
  const reachable = machine.disks.find((disk) => disk.source !== null && disk.shareable);
  if (reachable !== undefined) return `another host may reach its disk ${reachable.target}`;
  return null;
}
