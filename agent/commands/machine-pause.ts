import { type CommandHandler, machineLane } from "./handler.ts";
import { findMachine, isState, refuseState } from "./machine-goal.ts";

export const machinePause: CommandHandler<"machine.pause"> = {
  kind: "machine.pause",
  lane: machineLane,

  async act({ action, hypervisor, watch, progress, signal, goalTimeoutMs }) {
    const { machine: id } = action;
    const before = await hypervisor.machine(id);
    if (before.state === "paused") return { alreadyThere: true };
    if (!isState(before, "running")) throw refuseState("pause machine", before, "Start it first");
    progress("pausing");
    await hypervisor.pauseMachine(id);
    await watch.until(id, (report) => isState(report, "paused"), {
      timeoutMs: goalTimeoutMs,
      signal,
    });
    return { state: "paused" };
  },

  async inspect({ action, hypervisor }) {
    const report = await findMachine(hypervisor, action.machine);
    return isState(report, "paused") ? { state: "paused" } : null;
  },
};
