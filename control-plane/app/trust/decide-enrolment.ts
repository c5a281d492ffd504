import type { HostId } from "@novacron/protocol/domain/ids";
import type { EnrolmentTokenRow, IdentityRow } from "../../ports/trust-tables.ts";

/** Who asks to join, after the token's secret and the request's signature were checked. */
export interface Applicant {
  readonly host: HostId;
  readonly keyHash: string;
}

export type EnrolmentVerdict =
  /** `repeat`: the answer to the same key was lost on its way; the token is used already. */
  | { readonly kind: "enrol"; readonly repeat: boolean }
  | { readonly kind: "refuse"; readonly reason: TokenFault }
  | { readonly kind: "key-revoked" }
  /** Another key is this host: a person decides. The token stays unused. */
  | { readonly kind: "wait" };

export type TokenFault = "unknown" | "used" | "expired" | "revoked" | "for another host";

/**
 * Whether a host may join. A token is good for one host: the first that uses it. A host that has joined
 * before keeps its key; another key becomes this host only with a token made for the host, or with a
 * person's word for exactly that key.
 */
export function decideEnrolment(
  token: EnrolmentTokenRow,
  identity: IdentityRow | null,
  applicant: Applicant,
  nowMs: number,
): EnrolmentVerdict {
  const { host, keyHash } = applicant;
  const isKnownKey = identity?.keyHash === keyHash;
  if (token.revoked !== null) return { kind: "refuse", reason: "revoked" };
  if (nowMs >= token.expiresAt) return { kind: "refuse", reason: "expired" };
  if (token.host !== null && token.host !== host) {
    return { kind: "refuse", reason: "for another host" };
  }
  if (isBarred(identity, keyHash)) return { kind: "key-revoked" };
  if (token.used !== null) {
    // Who repeats it holds the key that was certified, so it gains nothing that it has not got.
    const isRepeat = token.used.host === host && isKnownKey;
    return isRepeat ? { kind: "enrol", repeat: true } : { kind: "refuse", reason: "used" };
  }
  if (identity === null || isKnownKey) return { kind: "enrol", repeat: false };
  const isApproved = identity.waiting?.keyHash === keyHash && identity.waiting.approvedBy !== null;
  if (token.host === host || isApproved) return { kind: "enrol", repeat: false };
  return { kind: "wait" };
}

/** A key that was taken away, or that a copy holds, is never certified again. */
function isBarred(identity: IdentityRow | null, keyHash: string): boolean {
  if (identity === null) return false;
  if (identity.pastKeys.includes(keyHash)) return true;
  const isLost = identity.revoked !== null || identity.cloned !== null;
  return isLost && identity.keyHash === keyHash;
}
