import { NovaError } from "@novacron/protocol/errors/nova-error";
import { isState, refuseState } from "../machine-goal.ts";
import type { StreamOpener } from "./stream-opener.ts";

export const serialConsole: StreamOpener = async ({ action, hypervisor, progress }) => {
  const { machine: id } = action.ticket;
  if (hypervisor.openConsole === undefined) {
    throw new NovaError("ACTION_NOT_POSSIBLE", `open the console of machine ${id}`);
  }
  const machine = await hypervisor.machine(id);
  if (!isState(machine, "running", "paused", "shutting-down")) {
    throw refuseState("open the console of machine", machine, "Start it first");
  }
  progress("opening the device");
  return hypervisor.openConsole(id);
};
