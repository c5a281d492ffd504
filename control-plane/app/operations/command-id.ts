import type { CommandId, OperationId } from "@novacron/protocol/domain/ids";
import { isUuid } from "@novacron/protocol/domain/ids";

/**
 * A command is named by its operation and its step, and a second try of an act is a step of its own. So the
 * same act always has the same id, whoever restarts, and is sent again as often as needed; another id means
 * another act.
 */
export function commandIdOf(operation: OperationId, step: number): CommandId {
  return `${operation}:${step}` as CommandId;
}

export function parseCommandId(
  id: CommandId,
): { readonly operation: OperationId; readonly step: number } | null {
  const [operation = "", step = "", more] = id.split(":");
  if (more !== undefined || !isUuid(operation) || !/^\d{1,2}$/.test(step)) return null;
  return { operation: operation as OperationId, step: Number(step) };
}
