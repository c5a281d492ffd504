import type { CommandHandler } from "./handler.ts";
import { MoveAnswer } from "./handler.ts";
import { migrationOf } from "./migration-power.ts";

export const migrationDescribe: CommandHandler<"migration.describe"> = {
  kind: "migration.describe",
  lane: () => null,

  async act({ action, hypervisor }) {
    const withSample = action.withoutSample !== true;
    const description = await migrationOf(hypervisor).describe(action.machine, withSample);
    return new MoveAnswer({ kind: "migration.describe", description });
  },

  /** It changed nothing, and what it measured is gone. */
  async inspect() {
    return null;
  },
};
