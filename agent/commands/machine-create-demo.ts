import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type CommandHandler, machineLane } from "./handler.ts";
import { findMachine, isState, refuseState } from "./machine-goal.ts";

export const machineCreateDemo: CommandHandler<"machine.create-demo"> = {
  kind: "machine.create-demo",
  lane: machineLane,

  async act({ action, hypervisor, watch, progress, signal, goalTimeoutMs }) {
    const { machine: id, name } = action;
    if (hypervisor.createDemo === undefined) {
      throw new NovaError("ACTION_NOT_POSSIBLE", `create demo guest ${name}`, {
        next: "This agent was set up without a demo guest; set NOVACRON_DEMO_GUEST_DIR",
      });
    }
    const before = await findMachine(hypervisor, id);
    if (before?.demo === true) return { alreadyThere: true, name: before.name };
    if (before !== null) {
      throw refuseState("create demo guest beside machine", before, "Use a fresh id");
    }
    progress("building the guest");
    await hypervisor.createDemo(id, name);
    progress("waiting until it runs");
    await watch.until(id, (report) => isState(report, "running"), {
      timeoutMs: goalTimeoutMs,
      signal,
    });
    return { state: "running", name };
  },

  async inspect({ action, hypervisor }) {
    const report = await findMachine(hypervisor, action.machine);
    return report?.demo === true && report.state === "running"
      ? { state: "running", name: report.name }
      : null;
  },
};
