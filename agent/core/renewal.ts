import { renewal } from "@novacron/protocol/domain/trust";

/**
 * When this host's certificate is renewed, without I/O. All times are the control plane's: it says what time
 * it is whenever it is asked, and in between the monotonic clock counts on. So a wrong or jumping clock of
 * this machine neither lets a certificate end nor renews it without need.
 */
export interface RenewalState {
  /** Life of the certificate at hand. */
  readonly issuedAt: number;
  readonly notAfter: number;
  /** 0 to 1: spreads the renewals of a fleet that joined at once. */
  readonly chance: number;
  readonly failures: number;
  /** Renewed as soon as the control plane answers, however young it is. */
  readonly outdated?: boolean;
}

export type RenewalEvent =
  | { readonly type: "time"; readonly now: number }
  | {
      readonly type: "renewed";
      readonly now: number;
      readonly notAfter: number;
      readonly chance: number;
    }
  /** Another authority signs now. */
  | { readonly type: "outdated" }
  | { readonly type: "failed" };

/** `ask`: for the time, which shows whether to renew; `renew`: at once. */
export type RenewalEffect =
  | { readonly type: "renew" }
  | { readonly type: "ask"; readonly afterMs: number };

export const renewalPace = {
  /** The time is asked for at least this often: it also shows early that the way is broken. */
  lookMs: 3_600_000,
  firstRetryMs: 2_000,
  lastRetryMs: 600_000,
  /** However short a certificate lives. */
  leastMs: 500,
  /** A whole fleet is told in one moment that another authority signs. */
  outdatedSpreadMs: 60_000,
} as const;

export function firstRenewal(of: {
  readonly issuedAt: number;
  readonly notAfter: number;
  readonly chance: number;
}): RenewalState {
  return { ...of, failures: 0 };
}

/** By the control plane's clock. */
export function renewalDue({ issuedAt, notAfter, chance, outdated }: RenewalState): number {
  if (outdated === true) return issuedAt;
  return issuedAt + (notAfter - issuedAt) * (renewal.share + renewal.jitter * chance);
}

export function stepRenewal(
  state: RenewalState,
  event: RenewalEvent,
): readonly [RenewalState, RenewalEffect] {
  switch (event.type) {
    case "time": {
      const leftMs = renewalDue(state) - event.now;
      const next = { ...state, failures: 0 };
      return leftMs <= 0 ? [state, { type: "renew" }] : [next, askAfter(leftMs)];
    }
    case "renewed": {
      const { now, notAfter, chance } = event;
      const next = { issuedAt: now, notAfter, chance, failures: 0 };
      return [next, askAfter(renewalDue(next) - now)];
    }
    case "outdated": {
      const lifeMs = state.notAfter - state.issuedAt;
      const spreadMs = Math.min(renewalPace.outdatedSpreadMs, lifeMs / 20);
      return [
        { ...state, outdated: true },
        { type: "ask", afterMs: spreadMs * state.chance },
      ];
    }
    case "failed": {
      const failures = Math.min(state.failures + 1, 30);
      const { firstRetryMs, lastRetryMs } = renewalPace;
      const pauseMs = Math.min(lastRetryMs, firstRetryMs * 2 ** (failures - 1));
      // Half of it by chance, so that a fleet does not come back in one moment.
      const afterMs = pauseMs * (0.5 + 0.5 * state.chance);
      return [
        { ...state, failures },
        { type: "ask", afterMs },
      ];
    }
  }
}

function askAfter(leftMs: number): RenewalEffect {
  const { lookMs, leastMs } = renewalPace;
  return { type: "ask", afterMs: Math.max(leastMs, Math.min(lookMs, leftMs)) };
}
