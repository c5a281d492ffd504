import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type CommandHandler, machineLane } from "./handler.ts";
import { findMachine, has, isOff, isState, refuseState } from "./machine-goal.ts";

export const machineShutdown: CommandHandler<"machine.shutdown"> = {
  kind: "machine.shutdown",
  lane: machineLane,

  async act({ action, hypervisor, watch, progress, signal }) {
    const { machine: id, timeoutMs } = action;
    const before = await hypervisor.machine(id);
    if (isOff(before)) return { alreadyThere: true };
    if (!isState(before, "running", "shutting-down")) {
      throw refuseState("shut down machine", before, "Resume it first, or force it off");
    }
    progress("asking the guest");
    await hypervisor.shutdownMachine(id);
    progress("waiting for the guest");
    try {
      await watch.until(id, isOff, { timeoutMs, signal });
    } catch (error) {
      throw explain(error, before.name, timeoutMs);
    }
    return { state: "shutoff" };
  },

  async inspect({ action, hypervisor }) {
    const report = await findMachine(hypervisor, action.machine);
    return isOff(report) ? { state: "shutoff" } : null;
  },
};

function explain(error: unknown, name: string, timeoutMs: number): unknown {
  if (has(error, "CANCELLED")) {
    return new NovaError("CANCELLED", `shut down machine ${name}: stopped waiting`, {
      next: "The guest was asked already and may still shut down; look at its state",
    });
  }
  if (!has(error, "DEADLINE_EXCEEDED")) return error;
  const seconds = Math.round(timeoutMs / 1000);
  const attempted = `shut down machine ${name}: the guest was asked and still runs after ${seconds} s`;
  return new NovaError("DEADLINE_EXCEEDED", attempted, {
    details: { timeoutMs },
    next: "Look at its console; force-off cuts the power if the guest does not react",
  });
}
