import { rollupWidthsMs } from "../../samples/steps.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * A window is what is rolled up at a time: samples wait in the log until their window is over, then each
 * series' part of it becomes one packed chunk. It equals the middle roll-up, so that one window gives one of
 * its points.
 */
export const windowMs = rollupWidthsMs[1];

/** One resolution: its folder, how its files and chunks are cut. */
export interface Tier {
  readonly name: string;
  readonly resolution: number;
  /** Width of a point; 0 for samples. */
  readonly widthMs: number;
  /** What one step of rolling up writes. */
  readonly partMs: number;
  /** What one finished chunk holds. */
  readonly spanMs: number;
  readonly period: "day" | "month" | "year";
}

export const rawTier: Tier = {
  name: "raw",
  resolution: 0,
  widthMs: 0,
  partMs: windowMs,
  spanMs: windowMs,
  period: "day",
};
export const minuteTier: Tier = {
  name: "1min",
  resolution: 1,
  widthMs: rollupWidthsMs[0],
  partMs: windowMs,
  spanMs: 6 * hourMs,
  period: "day",
};
export const quarterTier: Tier = {
  name: "15min",
  resolution: 2,
  widthMs: rollupWidthsMs[1],
  partMs: rollupWidthsMs[1],
  spanMs: dayMs,
  period: "month",
};
export const hourTier: Tier = {
  name: "1h",
  resolution: 3,
  widthMs: rollupWidthsMs[2],
  partMs: rollupWidthsMs[2],
  spanMs: 4 * dayMs,
  period: "year",
};
/** By resolution. */
export const tiers: readonly Tier[] = [rawTier, minuteTier, quarterTier, hourTier];

export interface Period {
  /** `2026-03-02`, `2026-03` or `2026`: the file's name. */
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** The calendar period (UTC) of a tier's file that holds the instant. */
export function periodAt(tier: Tier, ms: number): Period {
  const date = new Date(ms);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const iso = date.toISOString();
  if (tier.period === "day") {
    const startMs = Math.floor(ms / dayMs) * dayMs;
    return { name: iso.slice(0, -14), startMs, endMs: startMs + dayMs };
  }
  if (tier.period === "month") {
    const name = iso.slice(0, -17);
    return { name, startMs: Date.UTC(year, month), endMs: Date.UTC(year, month + 1) };
  }
  return { name: iso.slice(0, -20), startMs: Date.UTC(year, 0), endMs: Date.UTC(year + 1, 0) };
}

const patterns = { day: /^\d{4}-\d\d-\d\d$/, month: /^\d{4}-\d\d$/, year: /^\d{4}$/ } as const;

/** The period a file's name stands for; null for other files. Years beyond 9999 are never sealed. */
export function periodNamed(tier: Tier, name: string): Period | null {
  if (!patterns[tier.period].test(name)) return null;
  const ms = Date.parse(`${name}${"-01-01".slice(name.length - 4)}T00:00:00Z`);
  return Number.isNaN(ms) ? null : periodAt(tier, ms);
}

/** The number of the span within its period's file that holds the instant. */
export function spanIndex(tier: Tier, period: Period, ms: number): number {
  return Math.floor((ms - period.startMs) / tier.spanMs);
}
