import type { CommandHandler } from "./handler.ts";
import { migrationOf } from "./migration-power.ts";

/** Beside the move that it adjusts, so in no lane. */
export const migrationAdjust: CommandHandler<"migration.adjust"> = {
  kind: "migration.adjust",
  lane: () => null,

  async act({ action, hypervisor }) {
    const { machine, bandwidthBytesPerSecond, maxPauseMs, postCopy } = action;
    const adjustment = { bandwidthBytesPerSecond, maxPauseMs, postCopy };
    await migrationOf(hypervisor).adjust(machine, adjustment);
    return { adjusted: true };
  },

  async inspect() {
    return null;
  },
};
