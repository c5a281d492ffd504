import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type CommandHandler, machineLane } from "./handler.ts";
import { has, isState, refuseState } from "./machine-goal.ts";

export const machineReboot: CommandHandler<"machine.reboot"> = {
  kind: "machine.reboot",
  lane: machineLane,

  async act({ action, hypervisor, watch, progress, signal }) {
    const { machine: id, timeoutMs } = action;
    const before = await hypervisor.machine(id);
    if (!isState(before, "running")) {
      throw refuseState("reboot machine", before, "Start or resume it first");
    }
    // Listened for before asking: a quick guest would be missed otherwise.
    const wait = new AbortController();
    const options = { timeoutMs, signal: AbortSignal.any([signal, wait.signal]) };
    const rebooted = watch.note(id, "guest-reboot", options);
    rebooted.catch(() => undefined);
    progress("asking the guest");
    try {
      await hypervisor.rebootMachine(id);
      progress("waiting for the guest");
      await rebooted;
    } catch (error) {
      throw explain(error, before.name, timeoutMs);
    } finally {
      wait.abort();
    }
    return { state: "running" };
  },

  /** A reboot leaves no trace in the machine's state. */
  async inspect() {
    return null;
  },
};

function explain(error: unknown, name: string, timeoutMs: number): unknown {
  if (has(error, "CANCELLED")) {
    return new NovaError("CANCELLED", `reboot machine ${name}: stopped waiting`, {
      next: "The guest was asked already and may still reboot; look at its timeline",
    });
  }
  if (!has(error, "DEADLINE_EXCEEDED")) return error;
  const seconds = Math.round(timeoutMs / 1000);
  const attempted = `reboot machine ${name}: the guest was asked and did not reboot in ${seconds} s`;
  return new NovaError("DEADLINE_EXCEEDED", attempted, {
    details: { timeoutMs },
    next: "Look at its console; force-off and start do what the guest will not",
  });
}
