import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type CommandHandler, machineLane } from "./handler.ts";
import { findMachine, refuseState } from "./machine-goal.ts";

export const machineDeleteDemo: CommandHandler<"machine.delete-demo"> = {
  kind: "machine.delete-demo",
  lane: machineLane,

  async act({ action, hypervisor, watch, progress, signal, goalTimeoutMs }) {
    const { machine: id } = action;
    const before = await findMachine(hypervisor, id);
    if (before === null) return { alreadyThere: true };
    if (!before.demo || hypervisor.deleteDemo === undefined) {
      throw refuseState("delete machine", before, "Only a demo guest can be deleted here");
    }
    progress("deleting the guest and its disk");
    await hypervisor.deleteDemo(id);
    const gone = await watch.until(id, (report) => report === null, {
      timeoutMs: goalTimeoutMs,
      signal,
    });
    if (gone !== null) throw new NovaError("INTERNAL", `delete demo guest ${before.name}`);
    return { deleted: true };
  },

  async inspect({ action, hypervisor }) {
    return (await findMachine(hypervisor, action.machine)) === null ? { deleted: true } : null;
  },
};
