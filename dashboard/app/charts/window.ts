/** What span of time a page shows. `live` follows the present; a zoomed window stands still. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
  readonly live: boolean;
}

export const presets = {
  "5m": 5 * 60_000,
  "1h": 3_600_000,
  "6h": 6 * 3_600_000,
  "1d": 86_400_000,
  "7d": 7 * 86_400_000,
  "30d": 30 * 86_400_000,
} as const;
export type Preset = keyof typeof presets;
export const defaultPreset: Preset = "1h";

/** Less than this cannot be zoomed into: it would hold a sample or none. */
export const zoomMsMin = 10_000;

export interface WindowSearch {
  readonly range?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export function presetOf(search: WindowSearch): Preset {
  const wanted = search.range ?? "";
  return Object.hasOwn(presets, wanted) ? (wanted as Preset) : defaultPreset;
}

/** The window that the address bar asks for; what makes no sense there is the default. */
export function windowOf(search: WindowSearch, now: number): TimeWindow {
  const from = Number(search.from);
  const to = Number(search.to);
  if (Number.isFinite(from) && Number.isFinite(to) && from > 0 && to - from >= zoomMsMin) {
    return { from, to, live: false };
  }
  return { from: now - presets[presetOf(search)], to: now, live: true };
}

/** A window of a useful size around what was dragged over. */
export function zoomTo(a: number, b: number): { from: number; to: number } {
  const from = Math.round(Math.min(a, b));
  const to = Math.round(Math.max(a, b));
  if (to - from >= zoomMsMin) return { from, to };
  const middle = (from + to) / 2;
  return { from: Math.round(middle - zoomMsMin / 2), to: Math.round(middle + zoomMsMin / 2) };
}
