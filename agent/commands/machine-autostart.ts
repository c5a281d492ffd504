import { type CommandHandler, machineLane } from "./handler.ts";
import { findMachine, refuseState } from "./machine-goal.ts";

/** Sets NovaCron's own mark and turns libvirt's flag off: a machine has one autostart, not two. */
export const machineAutostart: CommandHandler<"machine.autostart"> = {
  kind: "machine.autostart",
  lane: machineLane,

  async act({ action, host, hypervisor, watch, progress, signal, goalTimeoutMs }) {
    const { machine: id, generation, enabled } = action;
    const wanted = enabled ? "novacron" : "off";
    const before = await hypervisor.machine(id);
    if (!before.persistent) {
      throw refuseState("set autostart of transient machine", before, "Define it persistently");
    }
    const isMarked = before.owner === host && before.generation === generation;
    if (before.autostart === wanted && isMarked) return { alreadyThere: true };
    progress("writing the mark");
    await hypervisor.setMark(id, { generation, owner: host, autostart: enabled });
    await watch.until(id, (report) => report === null || report.autostart === wanted, {
      timeoutMs: goalTimeoutMs,
      signal,
    });
    return { autostart: wanted };
  },

  async inspect({ action, hypervisor }) {
    const wanted = action.enabled ? "novacron" : "off";
    const report = await findMachine(hypervisor, action.machine);
    return report?.autostart === wanted ? { autostart: wanted } : null;
  },
};
