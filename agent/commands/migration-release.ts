import { type CommandHandler, machineLane } from "./handler.ts";
import { findMachine } from "./machine-goal.ts";
import { migrationOf } from "./migration-power.ts";

export const migrationRelease: CommandHandler<"migration.release"> = {
  kind: "migration.release",
  lane: machineLane,

  async act({ action, host, hypervisor, bars, progress }) {
    const { machine, keepDisks, target } = action;
    progress("letting go of what is left here");
    const power = migrationOf(hypervisor);
    if (target === host) await power.releaseOriginals(machine, { keepDisks });
    else await power.release(machine, { keepDisks });
    // Only now: until its definition is gone somebody might start it.
    await bars.lift(machine);
    return { released: true, within: target === host };
  },

  async inspect({ action, hypervisor, bars, host }) {
    if (action.target === host) return null;
    const isGone = (await findMachine(hypervisor, action.machine)) === null;
    return isGone && bars.of(action.machine) === null ? { released: true } : null;
  },
};
