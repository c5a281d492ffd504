import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";

/** What sizes and shades the map. */
export type Shade = "cpu" | "memory";

/** Share of a host in use, 0 to 1; null where it is not known. */
export function hostUse(host: HostView, shade: Shade): number | null {
  if (host.state === "offline") return null;
  if (shade === "cpu") {
    const idle = host.latest.cpuIdle;
    return idle === null || idle === undefined ? null : 1 - idle;
  }
  const available = host.latest.memoryAvailableBytes;
  const total = host.inventory.memoryBytes;
  return available === null || available === undefined || total <= 0 ? null : 1 - available / total;
}

/** What its running machines were promised, as a share of what it has. */
export function hostPromised({ committed: { vcpus, memoryBytes }, inventory }: HostView) {
  return { vcpus: vcpus / inventory.cpuThreads, memory: memoryBytes / inventory.memoryBytes };
}

export function hostCapacity(host: HostView, shade: Shade): number {
  return shade === "cpu" ? host.inventory.cpuThreads : host.inventory.memoryBytes;
}

export function machineUse(machine: MachineRow, shade: Shade): number | null {
  if (shade === "cpu") {
    return machine.cpuUsed === null || machine.vcpus <= 0 ? null : machine.cpuUsed / machine.vcpus;
  }
  const used = machine.memoryUsedBytes;
  return used === null || machine.memoryBytes <= 0 ? null : used / machine.memoryBytes;
}

export function machineSize(machine: MachineRow, shade: Shade): number {
  return shade === "cpu" ? machine.vcpus : machine.memoryBytes;
}

/** Machines that hold a part of their host: all but those that are switched off. */
export function holdsCapacity(machine: MachineRow): boolean {
  return machine.state !== "shutoff";
}

export function inTrouble(machine: MachineRow): boolean {
  return machine.conflict || machine.state === "crashed" || machine.reason === "ioerror";
}
