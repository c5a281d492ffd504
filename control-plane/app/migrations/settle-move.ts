import { hasEnded, type Operation } from "@novacron/protocol/domain/operation";
import type { MoveRow } from "../../ports/move-tables.ts";
import type { OwnershipRow } from "../../ports/state-store.ts";
import type { Draft } from "../inventory/draft.ts";
import { recordMachine } from "../record/machine-entries.ts";

/**
 * Who owns the machine, by how far its move is, in the transaction of the step that brought it there.
 *
 *   hold      owner   generation  copies that may be started
 *   waiting   source  as before   source's; the next generation is taken, so that no later move gets it
 *   moving    source  as before   none, on either host
 *   arrived   target  the next    target's once the operation has ended; the source's is barred until it is gone
 *   left      target  the next    target's
 *   returned  source  as before   source's
 */
export function settleMove(draft: Draft, { row, operation, nowMs }: Settling): void {
  if (row.source === row.target) return;
  const known = draft.ownership(row.machine);
  const next = ownershipBy(draft, { row, operation, nowMs });
  if (next === null || JSON.stringify(next) === JSON.stringify(known)) return;
  draft.putOwnership(next);
  recordMachine(draft, row.machine, {
    at: nowMs,
    actor: operation.requestedBy,
    operation: operation.id,
    event: "migrate",
  });
}

interface Settling {
  readonly row: MoveRow;
  readonly operation: Operation;
  readonly nowMs: number;
}

/** Null where another decision about the machine came after this move's. */
function ownershipBy(draft: Draft, { row, operation, nowMs }: Settling): OwnershipRow | null {
  const { machine, source, target } = row;
  const known = draft.ownership(machine) ?? firstOwnership(draft, row);
  const { moving, spent: _, ...still } = known;
  const next = operation.migration?.next ?? 0;
  const isOurs = moving?.operation === operation.id;
  const isTargets = known.owner === target && known.generation === next;
  switch (row.hold) {
    case "waiting":
      return { ...known, spent: next };
    case "moving":
      if (moving !== undefined && !isOurs) return null;
      if (hasEnded(operation.state)) return null;
      return {
        ...known,
        spent: next,
        moving: { operation: operation.id, from: source, to: target },
      };
    case "arrived": {
      if (!isOurs && !isTargets) return null;
      const why = `it was moved to ${draft.hostName(target)} and its end here is not confirmed`;
      const barred = [
        ...known.barred.filter(({ host }) => host !== source && host !== target),
        known.barred.find(({ host }) => host === source) ?? { host: source, why, since: nowMs },
      ];
      const arrived = { ...still, owner: target, generation: next, barred };
      return hasEnded(operation.state) || !isOurs ? arrived : { ...arrived, moving };
    }
    case "left":
      if (!isOurs && !isTargets) return null;
      return {
        ...still,
        owner: target,
        generation: next,
        barred: known.barred.filter(({ host }) => host !== source && host !== target),
      };
    case "returned":
      return isOurs || (moving === undefined && known.spent === next)
        ? { ...still, spent: next }
        : null;
  }
}

function firstOwnership(draft: Draft, { machine, source, before }: MoveRow): OwnershipRow {
  const report = draft.copy(machine, source)?.report;
  const autostart = report?.autostart === "novacron";
  return { machine, owner: source, generation: before, autostart, barred: [] };
}
