import { type CommandHandler, machineLane } from "./handler.ts";
import { migrationOf } from "./migration-power.ts";

export const migrationAbandon: CommandHandler<"migration.abandon"> = {
  kind: "migration.abandon",
  lane: machineLane,

  async act({ action, hypervisor }) {
    await migrationOf(hypervisor).abandon(action.machine, action.source);
    return { abandoned: true };
  },

  /** Asked again it finds what is left to do. */
  async inspect() {
    return null;
  },
};
