/** Of the longest pause, what a move may take to begin with: three doublings away from it. */
const firstShare = 1 / 8;
/** The state of a machine's devices alone takes about so long: less gains nothing. */
const leastMs = 20;

/**
 * The pause that a live move may take to begin with, ms, where this is the longest. QEMU switches over as soon as it expects
 * to keep its `downtime-limit`, so whatever is allowed is used; more is allowed only where the move does not come down to it.
 * Not for machines whose moves lose writes (`losesWrites`): theirs begin with the longest, and need the fewest passes.
 */
export function firstPauseMs(longestMs: number): number {
  return Math.min(longestMs, Math.max(leastMs, Math.round(longestMs * firstShare)));
}
