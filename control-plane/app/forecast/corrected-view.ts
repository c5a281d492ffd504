import type { MoveSubject } from "@novacron/protocol/domain/migration-forecast";
import type { Parts } from "./factor-filter.ts";
import type { LogMixture } from "./normal.ts";
import { type Outlook, outlooksOf } from "./outlook.ts";
import { dirtyCentre, isLive, prior } from "./prior.ts";

/** A time of the move as its outlooks and what was learned give it. */
export interface TimeView {
  readonly mixture: LogMixture;
  /** Median and standard deviation of the outlooks' logarithms, without the noise of a single move. */
  readonly centre: number;
  readonly spread: number;
  /** How the time is made up; together 1. */
  readonly shares: Parts;
}

export interface CorrectedView {
  readonly duration: TimeView;
  readonly pause: TimeView;
  /** Share of the outlooks in which memory does not come down. */
  readonly stalledShare: number;
  readonly bytes: number;
  readonly passes: number;
  readonly strain: number;
  readonly factors: { readonly duration: Parts; readonly pause: Parts };
}

/** Logarithms of factors, and the spread of a single move. */
type Correction = Parts & { readonly noise: number };

/** The outlooks of a move with the learned factors on them. Times are those of a move that converges. */
export function correctedView(
  subject: MoveSubject,
  learned: { readonly duration: Correction; readonly pause: Correction },
): CorrectedView {
  const all = outlooksOf(subject);
  const converged = all.filter((one) => one.converged);
  // Where none converges the times until it is given up are all there is.
  const outlooks = converged.length > 0 ? converged : all;
  const { pacedBytesPerSecond } = prior.bandwidth(subject, 0);
  return {
    duration: timeOf(outlooks, learned.duration, (one) => [one.fixedMs, one.flowMs]),
    pause: timeOf(outlooks, learned.pause, (one) => [one.pauseFixedMs, one.pauseFlowMs]),
    stalledShare: 1 - converged.length / all.length,
    bytes: middle(outlooks.map((one) => one.bytes)),
    passes: middle(outlooks.map((one) => one.passes)),
    strain: isLive(subject.kind) ? Math.log(dirtyCentre(subject).centre / pacedBytesPerSecond) : 0,
    factors: { duration: learned.duration, pause: learned.pause },
  };
}

function timeOf(
  outlooks: readonly Outlook[],
  learned: Correction,
  parts: (one: Outlook) => readonly [number, number],
): TimeView {
  const fixedFactor = Math.exp(learned.fixed);
  const flowFactor = Math.exp(learned.flow);
  const centres: number[] = [];
  let fixedShare = 0;
  for (const one of outlooks) {
    const [fixed, flow] = parts(one);
    const sum = Math.max(fixed * fixedFactor + flow * flowFactor, 1);
    centres.push(Math.log(sum));
    fixedShare += (fixed * fixedFactor) / sum / outlooks.length;
  }
  return {
    mixture: { centres, spread: learned.noise },
    centre: middle(centres),
    spread: deviation(centres),
    shares: { fixed: fixedShare, flow: 1 - fixedShare },
  };
}

function middle(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2;
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / values.length);
}
