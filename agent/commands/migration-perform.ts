import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { MigrationPower, PerformControl } from "../ports/migration.ts";
import {
  type CommandContext,
  type CommandHandler,
  commandCancelled,
  MoveAnswer,
  machineLane,
} from "./handler.ts";
import { findMachine } from "./machine-goal.ts";
import { gateOf, migrationOf } from "./migration-power.ts";

type Context = CommandContext<"migration.perform">;

/**
 * The machine is barred on disk before anything is moved, and until `release` or `resume`; only a failure that
 * is proven to have left it here lifts the bar at once.
 */
export const migrationPerform: CommandHandler<"migration.perform"> = {
  kind: "migration.perform",
  lane: machineLane,

  async act(context) {
    const { action, hypervisor, bars, host } = context;
    const power = migrationOf(hypervisor);
    const { machine, next, target } = action;
    if (target !== host) await bars.set(machine, { target, next });
    try {
      const request = { ...action, gate: gateOf(action) };
      const performed = await power.perform(request, control(context));
      return new MoveAnswer({ kind: "migration.perform", ...performed });
    } catch (error) {
      throw await withFate(context, power, error);
    }
  },

  /** The move itself may outlive the agent: what goes on is waited for. */
  async inspect(context) {
    const { action, hypervisor } = context;
    const power = migrationOf(hypervisor);
    try {
      const asked = { ...action, gate: gateOf(action) };
      const performed = await power.follow(action.machine, control(context), asked);
      return performed && new MoveAnswer({ kind: "migration.perform", ...performed });
    } catch (error) {
      throw await withFate(context, power, error);
    }
  },

  certain: new Set(["MIGRATION_MEMORY_LOST"]),
};

/** An agent that stops leaves the move to go on: the next one follows it. */
function control({ signal, progress }: Context): PerformControl {
  const cancel = new AbortController();
  const heard = () => signal.reason === commandCancelled && cancel.abort();
  signal.addEventListener("abort", heard);
  if (signal.aborted) heard();
  return {
    signal: cancel.signal,
    progress: (said) => {
      const { memoryTotalBytes: memory, diskTotalBytes: disk } = said;
      const total = (memory ?? 0) + (disk ?? 0);
      const left = (said.memoryRemainingBytes ?? 0) + (said.diskRemainingBytes ?? 0);
      const ratio = total > 0 ? Math.min(1, Math.max(0, 1 - left / total)) : null;
      progress("moving", ratio, said);
    },
  };
}

/** The failure with what the source is now, for whoever has to go on from there. */
async function withFate(
  { action, hypervisor, bars, log }: Context,
  power: MigrationPower,
  error: unknown,
): Promise<unknown> {
  try {
    const fate = await power.fate(action.machine);
    if (fate === "here") await bars.lift(action.machine);
    if (!(error instanceof NovaError)) return error;
    const source = (await findMachine(hypervisor, action.machine))?.state ?? "gone";
    const details = { ...error.details, source, held: fate === "held" };
    return new NovaError(error.code, error.attempted, {
      details,
      cause: error.cause,
      next: error.next,
    });
  } catch (second) {
    log.warn(
      { error: second, machine: action.machine },
      "fate of a machine after its move unknown",
    );
    return error;
  }
}
