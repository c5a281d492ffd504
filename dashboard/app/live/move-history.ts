import type { MigrationProgress } from "@novacron/protocol/domain/migration";
import { hasEnded } from "@novacron/protocol/domain/operation";
import type { OperationView } from "@novacron/protocol/http/operations";

/** What remained of a move at one time. */
export interface RemainingPoint {
  readonly at: number;
  readonly memoryBytes: number | null;
  readonly diskBytes: number | null;
}

/** Points of one move at most; older ones are thinned, so that the whole way stays on the picture. */
const pointsMax = 240;
/** Moves whose way is kept; the one that ended or was seen longest ago goes first. */
const movesMax = 64;

/** What remained of each move since this console has followed it: the server keeps only the newest report. */
export class MoveHistory {
  private readonly moves = new Map<string, readonly RemainingPoint[]>();

  push(operations: readonly OperationView[]): void {
    for (const { id, state, migration } of operations) {
      if (migration?.progress == null || hasEnded(state)) continue;
      const points = addPoint(this.get(id), migration.progress);
      this.moves.delete(id);
      this.moves.set(id, points);
      if (this.moves.size > movesMax) this.forgetOldest();
    }
  }

  get(operation: string): readonly RemainingPoint[] {
    return this.moves.get(operation) ?? none;
  }

  clear(): void {
    this.moves.clear();
  }

  private forgetOldest(): void {
    const oldest = this.moves.keys().next().value;
    if (oldest !== undefined) this.moves.delete(oldest);
  }
}

const none: readonly RemainingPoint[] = [];

/** Appends what a report says remains; a report that is not newer than the last one changes nothing. */
export function addPoint(
  points: readonly RemainingPoint[],
  progress: MigrationProgress,
): readonly RemainingPoint[] {
  const last = points.at(-1);
  if (last !== undefined && progress.at <= last.at) return points;
  const point = {
    at: progress.at,
    memoryBytes: progress.memoryRemainingBytes,
    diskBytes: progress.diskRemainingBytes,
  };
  const kept = points.length < pointsMax ? points : points.filter((_, index) => index % 2 === 0);
  return [...kept, point];
}

/** Memory and disks together; null where neither is known. */
export function remainingOf(
  point: Pick<RemainingPoint, "memoryBytes" | "diskBytes">,
): number | null {
  const { memoryBytes, diskBytes } = point;
  return memoryBytes === null && diskBytes === null ? null : (memoryBytes ?? 0) + (diskBytes ?? 0);
}
