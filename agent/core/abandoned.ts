import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Command } from "@novacron/protocol/messages/command";
import { attempt } from "./staleness.ts";

/**
 * Why a command of a move comes too late: its move was told to be abandoned here before it arrived. What it would
 * make then, room and a gate, nobody would ever take away. The journal is the memory of that; of what it forgot
 * nothing is obeyed again either.
 */
export function afterAbandon(
  known: Iterable<{ readonly command: Command }>,
  command: Command,
): NovaError | null {
  const { kind } = command.action;
  if (kind !== "migration.prepare" && kind !== "migration.perform") return null;
  for (const { command: other } of known) {
    if (other.action.kind !== "migration.abandon" || other.operation !== command.operation)
      continue;
    const details = { operation: command.operation, abandonedBy: other.id };
    return new NovaError("MIGRATION_ABANDONED", attempt(command), { details });
  }
  return null;
}
