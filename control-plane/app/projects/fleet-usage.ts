import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { FleetState } from "../inventory/fleet-state.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Operations } from "../operations/operations.ts";
import type { UsageSource } from "./usage.ts";

interface UsageParts {
  readonly fleet: FleetState;
  readonly inventory: Inventory;
  readonly operations: Operations;
}

/** The fleet as quotas count it: what is committed, and operations that are open. */
export function fleetUsage(parts: () => UsageParts): Omit<UsageSource, "projectOf"> {
  return {
    *machines(): Iterable<MachineReport> {
      const { fleet, inventory } = parts();
      for (const machine of fleet.copies.keys()) {
        const copy = inventory.primary(machine);
        if (copy !== null) yield copy.report;
      }
    },
    *starting() {
      for (const { kind, machine } of parts().operations.openList()) {
        if (kind === "machine.start") yield { machine, makes: false };
        if (kind === "machine.create-demo") yield { machine, makes: true };
      }
    },
  };
}
