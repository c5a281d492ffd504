import { type CommandHandler, MoveAnswer } from "./handler.ts";
import { migrationOf } from "./migration-power.ts";

export const migrationCheck: CommandHandler<"migration.check"> = {
  kind: "migration.check",
  lane: () => null,

  async act({ action, hypervisor }) {
    const { findings, port } = await migrationOf(hypervisor).check(action);
    return new MoveAnswer({ kind: "migration.check", findings: [...findings], port });
  },

  /** Its gate ended with the agent. */
  async inspect() {
    return null;
  },
};
