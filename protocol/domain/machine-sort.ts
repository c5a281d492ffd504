import type { FilterableMachine } from "./machine-filter.ts";

/** What a list of machines can be sorted by; `-` before it turns the order round. */
export const machineSortKeys = [
  "name",
  "state",
  "host",
  "cpu",
  "memory",
  "disk",
  "network",
  "vcpus",
  "since",
] as const;
export type MachineSortKey = (typeof machineSortKeys)[number];

export interface SortableMachine extends FilterableMachine {
  readonly since: number | null;
}

/** Trouble first, so that sorting by state is useful at a glance. */
const stateOrder: readonly string[] = [
  "crashed",
  "unknown",
  "paused",
  "pmsuspended",
  "shutting-down",
  "running",
  "shutoff",
];

/**
 * A sorted copy: one order for server, CLI and console. What is not known comes last in either direction;
 * equal machines stand by name, then id, so that pages never overlap.
 */
export function sortMachines<M extends SortableMachine>(machines: readonly M[], sort: string): M[] {
  const down = sort.startsWith("-");
  const key = (down ? sort.slice(1) : sort) as MachineSortKey;
  const direction = down ? -1 : 1;
  const decorated = machines.map((machine) => ({
    machine,
    value: sortValue(key, machine),
    name: naturalKey(machine.name),
  }));
  decorated.sort((a, b) => {
    const first = compareKnown(a.value, b.value, direction);
    if (first !== 0) return first;
    if (a.name !== b.name) return a.name < b.name ? -1 : 1;
    return a.machine.id < b.machine.id ? -1 : 1;
  });
  return decorated.map((entry) => entry.machine);
}

/** Text whose plain order is the order people expect: web-9 before web-10, case ignored. */
export function naturalKey(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => {
    const bare = digits.replace(/^0+(?=\d)/, "");
    return String.fromCharCode(48 + Math.min(bare.length, 9)) + bare;
  });
}

export type SortValue = string | number | null;

/** What a machine is placed by. Machines with equal values stand by name, whatever the direction. */
export function sortValue(key: MachineSortKey, machine: SortableMachine): SortValue {
  switch (key) {
    case "state":
      return machine.conflict ? -1 : stateOrder.indexOf(machine.state);
    case "host":
      return naturalKey(machine.hostName);
    case "cpu":
      return machine.cpuUsed === null ? null : machine.cpuUsed / Math.max(1, machine.vcpus);
    case "memory":
      return machine.memoryUsedBytes;
    case "disk":
      return machine.diskBytesPerSecond;
    case "network":
      return machine.nicBytesPerSecond;
    case "vcpus":
      return machine.vcpus;
    case "since":
      return machine.since;
    default:
      return naturalKey(machine.name);
  }
}

/** `direction` is 1 or -1; what is not known comes last in both. */
export function compareKnown(a: SortValue, b: SortValue, direction: number): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -direction : direction;
}
