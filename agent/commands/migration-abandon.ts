import { type CommandHandler, machineLane } from "./handler.ts";
import { migrationOf } from "./migration-power.ts";

export const migrationAbandon: CommandHandler<"migration.abandon"> = {
  kind: "migration.abandon",
  lane: machineLane,

  async act({ action, hypervisor }) {
    const { machine, source, memoryLost = false } = action;
    await migrationOf(hypervisor).abandon(machine, source, memoryLost);
    return { abandoned: true };
  },

  /** Asked again it finds what is left to do. */
  async inspect() {
    return null;
  },
};
