import { type Role, roleMay } from "../domain/access.ts";
import type { MachineFacts } from "../domain/machine-can.ts";
import type { MachineView } from "./machines.ts";

/** The facts that machineCan needs, from a machine as the API shows it, for a person of this role. */
export function machineFacts(machine: MachineView, role: Role | null): MachineFacts {
  return {
    state: machine.state,
    conflict: machine.conflict,
    demo: machine.demo,
    autostart: machine.autostart,
    persistent: machine.report.persistent,
    serialConsole: machine.report.serialConsole,
    hostState: machine.hostState,
    hostName: machine.hostName,
    foreignManager: machine.hostForeignManager,
    libvirtConnected: machine.hostLibvirtConnected,
    capabilities: machine.hostCapabilities,
    heldBy: machine.heldBy?.sentence ?? null,
    mayOperate: roleMay(role, "operator"),
  };
}
