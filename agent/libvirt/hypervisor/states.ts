import type { MachineState } from "@novacron/protocol/domain/machine";

/** virDomainState and the reason that belongs to it, in words. */
export function stateOf(state: number, reason: number): { state: MachineState; reason: string } {
  const entry = STATES[state] ?? UNKNOWN;
  return { state: entry.state, reason: entry.reasons[reason] ?? "unknown" };
}

/** A lifecycle event and its detail in words, such as `stopped/crashed`. */
export function eventName(event: number, detail: number): string {
  const entry = EVENTS[event];
  if (!entry) return `event-${event}/${detail}`;
  return `${entry[0]}/${entry[1][detail] ?? detail}`;
}

/** virDomainJobOperation in words; null where none runs. */
export function jobName(operation: number): string {
  return JOBS[operation] ?? "unknown";
}

/** virIOErrorEventAction: what QEMU did about it. */
export function ioErrorAction(action: number): string {
  return ["none", "pause", "report"][action] ?? "unknown";
}

/** virDomainEventWatchdogAction. */
export function watchdogAction(action: number): string {
  const actions = ["none", "pause", "reset", "poweroff", "shutdown", "debug", "inject-nmi"];
  return actions[action] ?? "unknown";
}

interface StateWords {
  readonly state: MachineState;
  readonly reasons: readonly string[];
}

const UNKNOWN: StateWords = { state: "unknown", reasons: [] };
const RUNNING: readonly string[] = [
  "unknown",
  "booted",
  "migrated",
  "restored",
  "from-snapshot",
  "unpaused",
  "migration-canceled",
  "save-canceled",
  "wakeup",
  "crashed",
  "postcopy",
  "postcopy-failed",
];
const PAUSED: readonly string[] = [
  "unknown",
  "user",
  "migration",
  "save",
  "dump",
  "ioerror",
  "watchdog",
  "from-snapshot",
  "shutting-down",
  "snapshot",
  "crashed",
  "starting-up",
  "postcopy",
  "postcopy-failed",
  "api-error",
];
const SHUTOFF: readonly string[] = [
  "unknown",
  "shutdown",
  "destroyed",
  "crashed",
  "migrated",
  "saved",
  "failed",
  "from-snapshot",
  "daemon",
];

/** By the number of virDomainState; a blocked domain runs, it waits for a resource. */
const STATES: readonly StateWords[] = [
  UNKNOWN,
  { state: "running", reasons: RUNNING },
  { state: "running", reasons: ["unknown"] },
  { state: "paused", reasons: PAUSED },
  { state: "shutting-down", reasons: ["unknown", "user"] },
  { state: "shutoff", reasons: SHUTOFF },
  { state: "crashed", reasons: ["unknown", "panicked"] },
  { state: "pmsuspended", reasons: ["unknown"] },
];

/** By the number of virDomainEventType: its name, and its details by theirs. */
const EVENTS: readonly (readonly [string, readonly string[]])[] = [
  ["defined", ["added", "updated", "renamed", "from-snapshot"]],
  ["undefined", ["removed", "renamed"]],
  ["started", ["booted", "migrated", "restored", "from-snapshot", "wakeup"]],
  [
    "suspended",
    [
      "paused",
      "migrated",
      "ioerror",
      "watchdog",
      "restored",
      "from-snapshot",
      "api-error",
      "postcopy",
      "postcopy-failed",
    ],
  ],
  ["resumed", ["unpaused", "migrated", "from-snapshot", "postcopy", "postcopy-failed"]],
  ["stopped", ["shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from-snapshot"]],
  ["shutdown", ["finished", "guest", "host"]],
  ["pmsuspended", ["memory", "disk"]],
  ["crashed", ["panicked", "crashloaded"]],
];

const JOBS: readonly string[] = [
  "unknown",
  "start",
  "save",
  "restore",
  "migration-in",
  "migration-out",
  "snapshot",
  "snapshot-revert",
  "dump",
  "backup",
  "snapshot-delete",
];
