import { type CommandHandler, MoveAnswer } from "./handler.ts";
import { migrationOf } from "./migration-power.ts";

export const migrationReach: CommandHandler<"migration.reach"> = {
  kind: "migration.reach",
  lane: () => null,

  async act({ action, hypervisor }) {
    const { findings, ...reached } = await migrationOf(hypervisor).reach(action);
    return new MoveAnswer({ kind: "migration.reach", findings: [...findings], ...reached });
  },

  async inspect() {
    return null;
  },
};
