export type Level = "critical" | "warning" | null;

/** How one thing stands, and what it is about to become. */
export interface Standing {
  readonly level: Level;
  /** Since when it is wrong; null where it was already when it was first looked at. */
  readonly since: number | null;
  readonly coming: { readonly level: Level; readonly from: number } | null;
}

/** At the first look there is no before to wait for: what is wrong is told at once. */
export function firstStanding(level: Level): Standing {
  return { level, since: null, coming: null };
}

export function step(state: Standing, wanted: Level, now: number, holdMs: number): Standing {
  if (wanted === state.level) return state.coming === null ? state : { ...state, coming: null };
  const { coming, level, since } = state;
  // Between warning and critical it is wrong all the while, so the wait goes on.
  const goesOn = coming !== null && (coming.level === null) === (wanted === null);
  const from = goesOn ? Math.min(coming.from, now) : now;
  if (now - from < holdMs) return { ...state, coming: { level: wanted, from } };
  return { level: wanted, since: level === null ? from : since, coming: null };
}
