import type { MachineView } from "@novacron/protocol/http/machines";
import { t } from "../../text/en.ts";
import { formatPercent } from "../../util/format.ts";
import { formatAgo, formatDuration } from "../../util/time.ts";

/** Figures older than this are said to be old; samples come each 60 s at the slowest. */
const oldMs = 90_000;
const busyFrom = 0.9;
const waitFrom = 0.1;

/** A failure that is older than this is history, which the timeline tells. */
const failureMs = 3_600_000;

/** How the machine is, in one sentence, the worst that is known first; and what just failed. */
export function machineHealth(machine: MachineView, now: number): string {
  return `${presentHealth(machine, now)}${failureOf(machine, now)}`;
}

function failureOf({ lastOperation: last }: MachineView, now: number): string {
  if (last === null || last.state !== "failed" || now - last.at > failureMs) return "";
  return ` ${t.machine.health.failed(t.actions[last.kind], formatAgo(last.at, now))}`;
}

function presentHealth(machine: MachineView, now: number): string {
  const [problem] = machine.problems;
  if (problem !== undefined) {
    const since = problem.since === null ? "" : ` (${formatDuration(now - problem.since)})`;
    return `${problem.text}${since}.`;
  }
  switch (machine.state) {
    case "unknown":
      return t.machine.health.unknown(machine.hostName);
    case "shutoff":
      return t.machine.health.off;
    case "shutting-down":
      return t.machine.health.shuttingDown;
    case "pmsuspended":
      return t.machine.health.suspended;
    case "paused":
      return sentence(`${t.machine.health.paused} ${t.reasons[machine.reason] ?? ""}`);
    case "crashed":
      return sentence(`${t.states.machine.crashed} ${t.reasons[machine.reason] ?? ""}`);
    default:
      return runningHealth(machine, now);
  }
}

function runningHealth(machine: MachineView, now: number): string {
  if (machine.sampledAt !== null && now - machine.sampledAt > oldMs) {
    return t.machine.health.stale(formatDuration(now - machine.sampledAt));
  }
  const vcpus = Math.max(1, machine.vcpus);
  const wait = (machine.latest.cpuWait ?? 0) / vcpus;
  if (wait >= waitFrom) return t.machine.health.wait(formatPercent(wait));
  const used = (machine.cpuUsed ?? 0) / vcpus;
  return used >= busyFrom ? t.machine.health.busy(formatPercent(used)) : t.machine.health.fine;
}

function sentence(text: string): string {
  return `${text.trim()}.`;
}
