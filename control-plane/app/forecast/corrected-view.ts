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
  /** By how much the time grows with each of the two factors, in logarithms. */
  readonly shares: Parts;
}

export interface CorrectedView {
  /** The move with what was learned in the place of what was told: memory that holds something, the link. */
  readonly subject: MoveSubject;
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

/** What earlier moves taught that bears on one. */
export interface Learned {
  readonly duration: Correction;
  readonly pause: Correction;
  /** Memory that holds something; null: not known better than by what is resident. */
  readonly filledBytes: number | null;
}

/**
 * The outlooks of a move with what was learned on them. Of the duration the flowing part's factor is the link's: it goes
 * into the physics, where a limit below the link stays what it is. Times are those of a move that converges.
 */
export function correctedView(told: MoveSubject, learned: Learned): CorrectedView {
  const subject = withLearned(told, learned);
  const all = outlooksOf(subject);
  const converged = all.filter((one) => one.converged);
  // Where none converges the times until it is given up are all there is.
  const outlooks = converged.length > 0 ? converged : all;
  const { pacedBytesPerSecond } = prior.bandwidth(subject, 0);
  return {
    subject,
    duration: timeOf(outlooks, { ...learned.duration, flow: 0 }, (one) => ({
      fixed: one.fixedMs,
      flow: one.flowMs,
      learnable: one.linkMs,
    })),
    pause: timeOf(outlooks, learned.pause, (one) => ({
      fixed: one.pauseFixedMs,
      flow: one.pauseFlowMs,
      learnable: one.pauseFlowMs,
    })),
    stalledShare: 1 - converged.length / all.length,
    bytes: middle(outlooks.map((one) => one.bytes)),
    passes: middle(outlooks.map((one) => one.passes)),
    strain: isLive(subject.kind) ? Math.log(dirtyCentre(subject).centre / pacedBytesPerSecond) : 0,
    factors: { duration: learned.duration, pause: learned.pause },
  };
}

function withLearned(subject: MoveSubject, { duration, filledBytes }: Learned): MoveSubject {
  const bytesPerSecond = subject.bandwidth.bytesPerSecond * Math.exp(-duration.flow);
  return {
    ...subject,
    residentBytes: filledBytes ?? subject.residentBytes,
    bandwidth: { ...subject.bandwidth, bytesPerSecond },
  };
}

function timeOf(
  outlooks: readonly Outlook[],
  learned: Correction,
  partsOf: (one: Outlook) => Parts & { readonly learnable: number },
): TimeView {
  const fixedFactor = Math.exp(learned.fixed);
  const flowFactor = Math.exp(learned.flow);
  const centres: number[] = [];
  const shares = { fixed: 0, flow: 0 };
  for (const one of outlooks) {
    const { fixed, flow, learnable } = partsOf(one);
    const sum = Math.max(fixed * fixedFactor + flow * flowFactor, 1);
    centres.push(Math.log(sum));
    shares.fixed += (fixed * fixedFactor) / sum / outlooks.length;
    shares.flow += (learnable * flowFactor) / sum / outlooks.length;
  }
  return {
    mixture: { centres, spread: learned.noise },
    centre: middle(centres),
    spread: deviation(centres),
    shares,
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
