import { type CommandHandler, machineLane } from "./handler.ts";
import { migrationOf } from "./migration-power.ts";

export const migrationResume: CommandHandler<"migration.resume"> = {
  kind: "migration.resume",
  lane: machineLane,

  async act({ action, hypervisor, bars }) {
    await migrationOf(hypervisor).resume(action.machine);
    await bars.lift(action.machine);
    return { resumed: true };
  },

  async inspect({ action, bars }) {
    return bars.of(action.machine) === null ? { resumed: true } : null;
  },
};
