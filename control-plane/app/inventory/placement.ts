import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineState } from "@novacron/protocol/domain/machine";
import type { CopyRow, OwnershipRow } from "../../ports/state-store.ts";

/** What of the fleet the rules about copies need; a draft and the committed fleet both give it. */
export interface PlacementFacts {
  copiesOf(machine: MachineId): readonly CopyRow[];
  ownership(machine: MachineId): OwnershipRow | null;
}

const alive: ReadonlySet<MachineState> = new Set([
  "running",
  "paused",
  "shutting-down",
  "pmsuspended",
]);

export function isAlive(state: MachineState): boolean {
  return alive.has(state);
}

/**
 * The copy that stands for the machine: the owner's; else a living one; else the one the record already
 * names, so that a view does not jump; else the lowest host id, so that it is the same on every run.
 */
export function primaryCopy(
  copies: readonly CopyRow[],
  ownership: OwnershipRow | null,
  lastHost: HostId | null,
): CopyRow | null {
  if (copies.length <= 1) return copies[0] ?? null;
  const rank = (row: CopyRow): number => {
    if (row.host === ownership?.owner) return 0;
    const living = isAlive(row.report.state) ? 1 : 3;
    return living + (row.host === lastHost ? 0 : 1);
  };
  return [...copies].sort((a, b) => rank(a) - rank(b) || (a.host < b.host ? -1 : 1)).at(0) ?? null;
}

/**
 * Copies whose word counts: not barred. A barred copy that lives counts again, unless that was reported before it
 * was barred.
 */
export function claims(
  copies: readonly CopyRow[],
  ownership: OwnershipRow | null,
): readonly CopyRow[] {
  return copies.filter((copy) => {
    const barred = ownership?.barred.find((one) => one.host === copy.host);
    if (barred === undefined) return true;
    return isAlive(copy.report.state) && copy.seenAt >= (barred.since ?? 0);
  });
}

/**
 * Two hosts claim one machine. A host that is offline still claims what it last reported: nothing proves
 * that it does not run there.
 */
export function isConflict(
  _machine: MachineId,
  copies: readonly CopyRow[],
  ownership: OwnershipRow | null,
): boolean {
  if (copies.length < 2 || isHandover(copies, ownership)) return false;
  return claims(copies, ownership).length > 1;
}

/**
 * Whether the copies are the two ends of a move that is under way under its ticket: then both may report
 * the machine for a while.
 */
export function isHandover(copies: readonly CopyRow[], ownership: OwnershipRow | null): boolean {
  const moving = ownership?.moving;
  if (moving === undefined) return false;
  return copies.every(({ host }) => host === moving.from || host === moving.to);
}

/** The generation that the machine gets with its next move: one that nobody ever had. */
export function nextGeneration(copies: readonly CopyRow[], ownership: OwnershipRow | null): number {
  const reported = copies.map(({ report }) => report.generation);
  return Math.max(ownership?.generation ?? 0, ownership?.spent ?? 0, ...reported) + 1;
}

/** The generation under which a host knows its copy; commands carry it. */
export function generationOn(copy: CopyRow): number {
  return copy.report.generation;
}
