import type { MigrationProgress } from "@novacron/protocol/domain/migration";

/**
 * Whether a move under way comes to an end, decided by what remains, not by how long it takes. QEMU copies the memory in
 * passes, each over what was written during the one before; a move converges while passes shrink, which is known of a
 * pass when it is over. Within a pass, and while disks are copied, what remains has to shrink itself.
 */
export interface MoveWatch {
  readonly begunMs: number;
  readonly pass: number;
  /** Largest remainder seen of this pass: its size. */
  readonly passBytes: number;
  /** Least that ever remained of the disks, of the first pass, and the smallest pass after it. */
  readonly leastDiskBytes: number;
  readonly leastMemoryBytes: number;
  /** When one of them last shrank. */
  readonly shrankMs: number;
  /** Least that remained of this pass, and when that last fell or the pass began: memory flows. */
  readonly leastOfPassBytes: number;
  readonly flowedMs: number;
  /** A pass after the first has just ended, so that it can be said whether passes shrink. */
  readonly isPassOver: boolean;
  readonly asked: "nothing" | "post-copy" | "abort";
}

export interface MoveLimits {
  /** Null: it may take as long as it takes. */
  readonly giveUpAfterMs: number | null;
  readonly stallAfterMs: number;
  readonly postCopy: boolean;
}

export type MoveEffect =
  | { readonly type: "post-copy" }
  | { readonly type: "abort"; readonly why: string };

/** Where neither person nor policy says: longer than any pause of a healthy link, shorter than patience. */
export const defaultStallAfterMs = 60_000;

export function watchMove(nowMs: number): MoveWatch {
  return {
    begunMs: nowMs,
    pass: 0,
    passBytes: 0,
    leastDiskBytes: Number.POSITIVE_INFINITY,
    leastMemoryBytes: Number.POSITIVE_INFINITY,
    shrankMs: nowMs,
    leastOfPassBytes: Number.POSITIVE_INFINITY,
    flowedMs: nowMs,
    isPassOver: false,
    asked: "nothing",
  };
}

export function stepMove(
  state: MoveWatch,
  progress: MigrationProgress,
  { nowMs, limits }: { readonly nowMs: number; readonly limits: MoveLimits },
): readonly [MoveWatch, MoveEffect | null] {
  const seen = see(state, progress, nowMs);
  // In post-copy the machine runs on the target: nothing but its end is left, and giving up would lose it.
  if (progress.postCopy || seen.asked === "abort") return [seen, null];
  const { giveUpAfterMs, stallAfterMs } = limits;
  if (giveUpAfterMs !== null && nowMs - seen.begunMs >= giveUpAfterMs) {
    return abort(seen, `it had not ended after ${seconds(giveUpAfterMs)}`);
  }
  const stillMs = nowMs - Math.max(seen.shrankMs, seen.isPassOver ? 0 : seen.flowedMs);
  if (stillMs < stallAfterMs) return [seen, null];
  if (limits.postCopy && seen.asked === "nothing") {
    return [{ ...seen, asked: "post-copy", shrankMs: nowMs }, { type: "post-copy" }];
  }
  return abort(seen, `what remains has not shrunk for ${seconds(stallAfterMs)}`);
}

function see(state: MoveWatch, progress: MigrationProgress, nowMs: number): MoveWatch {
  // Before its first pass QEMU says that nothing remains, since it has counted nothing yet.
  const memory = progress.iteration === 0 ? null : progress.memoryRemainingBytes;
  const disk = progress.diskRemainingBytes ?? state.leastDiskBytes;
  const pass = progress.iteration ?? state.pass;
  const isNewPass = pass > state.pass;
  const passBytes = isNewPass ? (memory ?? 0) : Math.max(state.passBytes, memory ?? 0);
  let least = state.leastMemoryBytes;
  if (memory !== null && pass <= 1) least = Math.min(least, memory);
  // A pass is measured when it is over: its size is known then.
  else if (isNewPass && state.pass > 1) least = Math.min(least, state.passBytes);
  // Into the second pass the measure changes from what remains of the first to the size of a pass.
  if (isNewPass && pass === 2) least = Number.POSITIVE_INFINITY;
  const low = isNewPass ? Number.POSITIVE_INFINITY : state.leastOfPassBytes;
  const leastOfPassBytes = Math.min(low, memory ?? low);
  const shrank = disk < state.leastDiskBytes || least < state.leastMemoryBytes;
  return {
    ...state,
    pass,
    passBytes,
    leastDiskBytes: Math.min(disk, state.leastDiskBytes),
    leastMemoryBytes: least,
    shrankMs: shrank || (isNewPass && pass === 2) ? nowMs : state.shrankMs,
    leastOfPassBytes,
    flowedMs: leastOfPassBytes < low || isNewPass ? nowMs : state.flowedMs,
    isPassOver: isNewPass && state.pass > 1,
  };
}

function abort(state: MoveWatch, why: string): readonly [MoveWatch, MoveEffect] {
  return [
    { ...state, asked: "abort" },
    { type: "abort", why },
  ];
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
