import type { CommandHandler } from "./handler.ts";
import { findMachine, isOff } from "./machine-goal.ts";

export const machineForceOff: CommandHandler<"machine.force-off"> = {
  kind: "machine.force-off",
  // Beside the machine's other commands: it is the way out when a shutdown hangs.
  lane: ({ machine }) => `force-off:${machine}`,

  async act({ action, hypervisor, watch, progress, signal, goalTimeoutMs }) {
    const { machine: id } = action;
    if (isOff(await hypervisor.machine(id))) return { alreadyThere: true };
    progress("cutting the power");
    await hypervisor.forceOffMachine(id);
    await watch.until(id, isOff, { timeoutMs: goalTimeoutMs, signal });
    return { state: "shutoff" };
  },

  async inspect({ action, hypervisor }) {
    return isOff(await findMachine(hypervisor, action.machine)) ? { state: "shutoff" } : null;
  },
};
