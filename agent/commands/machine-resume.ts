import { type CommandHandler, machineLane } from "./handler.ts";
import { findMachine, isState, refuseState } from "./machine-goal.ts";

export const machineResume: CommandHandler<"machine.resume"> = {
  kind: "machine.resume",
  lane: machineLane,

  async act({ action, hypervisor, watch, progress, signal, goalTimeoutMs }) {
    const { machine: id } = action;
    const before = await hypervisor.machine(id);
    if (before.state === "running") return { alreadyThere: true };
    if (!isState(before, "paused", "pmsuspended")) {
      throw refuseState("resume machine", before, "Start it instead");
    }
    progress("resuming");
    await hypervisor.resumeMachine(id);
    await watch.until(id, (report) => isState(report, "running"), {
      timeoutMs: goalTimeoutMs,
      signal,
    });
    return { state: "running" };
  },

  async inspect({ action, hypervisor }) {
    const report = await findMachine(hypervisor, action.machine);
    return isState(report, "running") ? { state: "running" } : null;
  },
};
