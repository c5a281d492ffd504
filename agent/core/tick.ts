/**
 * The pace of sampling, without I/O. Ticks stand on a grid of the monotonic clock, so they do not drift; a
 * tick that comes late says how late, and ticks that were missed altogether are skipped and counted, never
 * made up for. A tick opens, waits at most `graceMs` for the bulk call and closes: then its batch goes out,
 * with the bulk figures or without. There is never a second bulk call while one is under way, so a
 * hypervisor that hangs costs its own figures and nothing else.
 */
export interface TickState {
  readonly intervalMs: number;
  /** Planned time of the next tick. */
  readonly nextMs: number;
  readonly open: { readonly lateMs: number; readonly closeByMs: number } | null;
  readonly bulkSinceMs: number | null;
  readonly bulkDueMs: number;
  readonly missed: number;
}

export type TickEvent =
  | { readonly type: "wake" }
  | { readonly type: "bulk-ended" }
  | { readonly type: "interval"; readonly intervalMs: number };

export type TickEffect =
  /** Read the host and the processes now. */
  | { readonly type: "read"; readonly lateMs: number }
  | { readonly type: "bulk" }
  /** Send what was read, with the newest bulk answer not sent yet. */
  | { readonly type: "emit" };

export interface TickLimits {
  readonly bulkIntervalMs: number;
  readonly bulkGraceMs: number;
}

export function startTicks(intervalMs: number, nowMs: number): TickState {
  return { intervalMs, nextMs: nowMs, open: null, bulkSinceMs: null, bulkDueMs: nowMs, missed: 0 };
}

export function stepTick(
  state: TickState,
  event: TickEvent,
  { nowMs, limits }: { readonly nowMs: number; readonly limits: TickLimits },
): readonly [TickState, readonly TickEffect[]] {
  if (event.type === "interval") return [changeInterval(state, event.intervalMs, nowMs), []];
  const effects: TickEffect[] = [];
  let next = state;
  if (event.type === "bulk-ended") {
    next = { ...next, bulkSinceMs: null };
    if (next.open !== null) next = close(next, effects);
  }
  if (next.open !== null && next.open.closeByMs <= nowMs) next = close(next, effects);
  if (next.open === null && next.nextMs <= nowMs) next = open(next, effects, { nowMs, limits });
  return [next, effects];
}

export function tickWakeMs(state: TickState): number {
  return state.open === null ? state.nextMs : state.open.closeByMs;
}

function open(
  state: TickState,
  effects: TickEffect[],
  { nowMs, limits }: { readonly nowMs: number; readonly limits: TickLimits },
): TickState {
  const lateMs = nowMs - state.nextMs;
  const missed = Math.floor(lateMs / state.intervalMs);
  const nextMs = state.nextMs + (missed + 1) * state.intervalMs;
  effects.push({ type: "read", lateMs });
  let next: TickState = { ...state, nextMs, missed: state.missed + missed };
  if (state.bulkSinceMs === null && state.bulkDueMs <= nowMs) {
    effects.push({ type: "bulk" });
    // Half a tick of tolerance, or a bulk call as slow as the ticks would skip every second one.
    const bulkDueMs =
      nowMs + Math.max(limits.bulkIntervalMs, state.intervalMs) - state.intervalMs / 2;
    next = { ...next, bulkSinceMs: nowMs, bulkDueMs };
    const graceMs = Math.min(limits.bulkGraceMs, state.intervalMs / 2);
    return { ...next, open: { lateMs, closeByMs: nowMs + graceMs } };
  }
  effects.push({ type: "emit" });
  return { ...next, open: null };
}

function close(state: TickState, effects: TickEffect[]): TickState {
  effects.push({ type: "emit" });
  return { ...state, open: null };
}

/** The new pace starts from the last tick, so that a shorter one takes effect at once. */
function changeInterval(state: TickState, intervalMs: number, nowMs: number): TickState {
  if (intervalMs === state.intervalMs) return state;
  const lastMs = state.nextMs - state.intervalMs;
  return {
    ...state,
    intervalMs,
    nextMs: Math.max(nowMs, lastMs + intervalMs),
    bulkDueMs: Math.min(state.bulkDueMs, nowMs + intervalMs / 2),
  };
}
