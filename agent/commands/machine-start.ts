import { type CommandHandler, machineLane } from "./handler.ts";
import { findMachine, isState, refuseState } from "./machine-goal.ts";

export const machineStart: CommandHandler<"machine.start"> = {
  kind: "machine.start",
  lane: machineLane,

  async act({ action, hypervisor, watch, progress, signal, goalTimeoutMs }) {
    const { machine: id } = action;
    const before = await hypervisor.machine(id);
    if (before.state === "running") return { alreadyThere: true };
    if (!isState(before, "shutoff", "crashed")) {
      throw refuseState("start machine", before, "Resume it, or force it off first");
    }
    progress("starting");
    await hypervisor.startMachine(id);
    progress("waiting until it runs");
    await watch.until(id, (report) => isState(report, "running"), {
      timeoutMs: goalTimeoutMs,
      signal,
    });
    return { state: "running" };
  },

  async inspect({ action, hypervisor }) {
    const report = await findMachine(hypervisor, action.machine);
    return isState(report, "running", "paused") ? { state: report?.state ?? null } : null;
  },
};
