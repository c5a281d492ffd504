/**
 * How far a host's clock is from ours, judged from batches: `at` is the agent's clock when the tick began.
 * A batch from our future shows a clock ahead at once. One from the past may only be late (an outbox that
 * drains), so a clock is called behind when batches come at the pace of their making and still look old.
 *
 * A sample keeps the agent's own time, whatever we think of it: (host, machine, at) is what makes a
 * repeated sample recognisable, and a time rewritten on arrival would be another one on the second try.
 * Beyond `bounds` samples are not kept at all, counted and shown, because each distinct day costs a
 * partition of the store and no retention would ever reach a far future. Events are always kept; their
 * place in the timeline is bounded by our clock.
 */
export interface SkewState {
  readonly atMs: number;
  readonly arrivedMs: number;
  readonly steady: number;
  /** Agent's clock less ours; null while not known to differ. */
  readonly skewMs: number | null;
}

export const skewLimits = { tellMs: 10_000, steadyBatches: 3 } as const;
export const sampleTimeBounds = { futureMs: 86_400_000, pastMs: 400 * 86_400_000 } as const;

export const noSkew: SkewState = { atMs: 0, arrivedMs: 0, steady: 0, skewMs: null };

export function stepSkew(state: SkewState, atMs: number, nowMs: number): SkewState {
  const made = atMs - state.atMs;
  const came = nowMs - state.arrivedMs;
  const isSteady = state.atMs > 0 && made > 0 && came >= made / 2;
  const steady = isSteady ? state.steady + 1 : 0;
  const ahead = atMs - nowMs;
  const next = { atMs, arrivedMs: nowMs, steady };
  if (ahead > skewLimits.tellMs) return { ...next, skewMs: ahead };
  if (steady < skewLimits.steadyBatches) return { ...next, skewMs: state.skewMs };
  return { ...next, skewMs: ahead < -skewLimits.tellMs ? ahead : null };
}

/** Whether samples with this time are kept. */
export function isSampleTime(atMs: number, nowMs: number): boolean {
  const { futureMs, pastMs } = sampleTimeBounds;
  return atMs <= nowMs + futureMs && atMs >= nowMs - pastMs;
}
