import { type CommandHandler, MoveAnswer, machineLane } from "./handler.ts";
import { migrationOf } from "./migration-power.ts";

export const migrationPrepare: CommandHandler<"migration.prepare"> = {
  kind: "migration.prepare",
  lane: machineLane,

  async act({ action, hypervisor, progress }) {
    progress("making room");
    const { disks, ...ports } = await migrationOf(hypervisor).prepare(action);
    return new MoveAnswer({ kind: "migration.prepare", ...ports, disks: [...disks] });
  },

  /** Its gate may have ended with the agent: `abandon` removes what was made, by name. */
  async inspect() {
    return null;
  },
};
