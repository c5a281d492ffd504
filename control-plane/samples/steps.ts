import { NovaError } from "@novacron/protocol/errors/nova-error";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Widths of the roll-ups, finest first. Each holds sum, count and highest value of every field. */
export const rollupWidthsMs = [minuteMs, 15 * minuteMs, hourMs] as const;

/**
 * Steps a chart may have. Every step is a whole number of the coarsest roll-up that fits it, so that a mean
 * over roll-ups is the mean over their samples.
 */
const stepsMs: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minuteMs),
  ...[1, 2, 3, 6, 12].map((n) => n * hourMs),
  ...[1, 2, 7, 30, 365].map((n) => n * dayMs),
];

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whole steps, aligned to 1970, that together hold all of `fromMs <= at < toMs`. */
export interface StepGrid {
  readonly stepMs: number;
  readonly firstMs: number;
  readonly count: number;
}

/**
 * From when on each resolution is complete: raw first, then each roll-up. What is older was dropped by
 * retention. Rising coarseness reaches further back.
 */
export type KeptSince = readonly number[];

/** The finest step that gives no more than `points` steps (one more where the edges cut) and is still kept. */
export function gridOf(span: Span & { readonly points: number }, keptSince: KeptSince): StepGrid {
  if (!(span.toMs > span.fromMs)) {
    throw new NovaError("BAD_REQUEST", "read metrics: the range ends before it begins");
  }
  const floorMs = finestWidthMs(span.fromMs, keptSince);
  const wanted = (span.toMs - span.fromMs) / Math.max(1, span.points);
  const stepMs = stepsMs.find((step) => step >= wanted && step >= floorMs) ?? stepsMs.at(-1)!;
  const firstMs = Math.floor(span.fromMs / stepMs) * stepMs;
  return { stepMs, firstMs, count: Math.ceil((span.toMs - firstMs) / stepMs) };
}

/** For one figure over a range: steps fine enough that rounding the range to them does not matter. */
export function figureGrid(span: Span, keptSince: KeptSince): StepGrid {
  return gridOf({ ...span, points: 120 }, keptSince);
}

/** The coarsest resolution whose rows fit the step: 0 raw, 1.. the roll-ups. */
export function resolutionFor(stepMs: number): number {
  let best = 0;
  for (const [index, width] of rollupWidthsMs.entries()) {
    if (stepMs % width === 0) best = index + 1;
  }
  return best;
}

export function widthOf(resolution: number): number {
  return resolution === 0 ? 1 : (rollupWidthsMs[resolution - 1] ?? 1);
}

function finestWidthMs(fromMs: number, keptSince: KeptSince): number {
  const index = keptSince.findIndex((since) => since <= fromMs);
  return widthOf(index === -1 ? rollupWidthsMs.length : index);
}
