import { hasArrived } from "@novacron/protocol/domain/arrival";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import { type CommandHandler, machineLane } from "./handler.ts";
import { migrationOf } from "./migration-power.ts";

export const migrationAdopt: CommandHandler<"migration.adopt"> = {
  kind: "migration.adopt",
  lane: machineLane,

  async act({ action, host, hypervisor, bars, watch, progress, signal, goalTimeoutMs }) {
    const { machine, next } = action;
    progress("waiting until it is here");
    // It stands still for a moment while its source confirms.
    const isHere = (report: MachineReport | null) => report !== null && hasArrived(report);
    const report = await watch.until(machine, isHere, { timeoutMs: goalTimeoutMs, signal });
    progress("taking it over");
    await migrationOf(hypervisor).adopt(machine, { owner: host, generation: next });
    // Moved away from here and back before this host was told to let go of it.
    await bars.lift(machine);
    return { state: report?.state ?? null };
  },

  async inspect({ action, host, hypervisor, bars }) {
    const mark = await hypervisor.mark(action.machine);
    if (mark?.owner !== host || mark.generation !== action.next) return null;
    await bars.lift(action.machine);
    return { adopted: true };
  },
};
