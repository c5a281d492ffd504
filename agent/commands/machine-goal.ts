import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport, MachineState } from "@novacron/protocol/domain/machine";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Hypervisor } from "../ports/hypervisor.ts";

/** The machine, or null where it does not exist. */
export async function findMachine(
  hypervisor: Hypervisor,
  id: MachineId,
): Promise<MachineReport | null> {
  try {
    return await hypervisor.machine(id);
  } catch (error) {
    if (error instanceof NovaError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

export function isState(report: MachineReport | null, ...states: MachineState[]): boolean {
  return report !== null && states.includes(report.state);
}

/** Off, or not there at all: a transient machine vanishes when it stops. */
export function isOff(report: MachineReport | null): boolean {
  return report === null || report.state === "shutoff" || report.state === "crashed";
}

/** Refuses an act that the machine's state forbids, and says what would allow it. */
export function refuseState(attempted: string, machine: MachineReport, remedy: string): NovaError {
  return new NovaError(
    "ACTION_NOT_POSSIBLE",
    `${attempted} ${machine.name}, now ${machine.state}`,
    {
      details: { state: machine.state, reason: machine.reason },
      next: remedy,
    },
  );
}

export function has(error: unknown, code: NovaError["code"]): boolean {
  return error instanceof NovaError && error.code === code;
}
