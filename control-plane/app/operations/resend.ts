import { backoffMs } from "../support/backoff.ts";

const resend = {
  firstMs: 2_000,
  mostMs: 30_000,
  /** An agent that accepted works; it is asked again only in case its outcome was lost. */
  acceptedMs: 15_000,
} as const;

/** Pause before an act is sent again that was sent so often. */
export function resendAfterMs(sends: number, isAccepted: boolean): number {
  return isAccepted ? resend.acceptedMs : backoffMs(sends, resend.firstMs, resend.mostMs);
}
