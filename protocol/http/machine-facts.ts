import type { MachineFacts } from "../domain/machine-can.ts";
import type { Holder } from "../domain/may.ts";
import type { MachineView } from "./machines.ts";

/** The facts that machineCan needs, from a machine as the API shows it, for who asks. */
export function machineFacts(machine: MachineView, who: Holder | null): MachineFacts {
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
    who,
    project: machine.project,
    tags: machine.tags,
  };
}
