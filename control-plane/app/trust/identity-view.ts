import type { IdentityState } from "@novacron/protocol/domain/trust";
import type { EnrolmentTokenView, HostIdentity } from "@novacron/protocol/http/trust";
import type { EnrolmentTokenRow, IdentityRow } from "../../ports/trust-tables.ts";

export function identityStateOf(row: IdentityRow, nowMs: number): IdentityState {
  if (row.cloned !== null) return "cloned";
  if (row.revoked !== null) return "revoked";
  if (row.waiting !== null && row.waiting.approvedBy === null) return "re-imaged";
  return row.notAfter <= nowMs ? "expired" : "valid";
}

/** Whether an agent with this identity's key is listened to at all. */
export function isTrusted(row: IdentityRow): boolean {
  return row.revoked === null && row.cloned === null;
}

export function identityView(row: IdentityRow, nowMs: number): HostIdentity {
  const { host, name, keyHash, serial, enrolledAt, notAfter, revoked, cloned, waiting } = row;
  return {
    host,
    name,
    state: identityStateOf(row, nowMs),
    keyHash,
    serial,
    enrolledAt,
    notAfter,
    qemuNotAfter: row.qemu?.notAfter ?? null,
    revoked,
    cloned: cloned === null ? null : { at: cloned.at, evidence: [...cloned.evidence] },
    waiting,
  };
}

export function tokenView(row: EnrolmentTokenRow, nowMs: number): EnrolmentTokenView {
  const { id, label, host, createdAt, createdBy, expiresAt, used } = row;
  return {
    id,
    label,
    host,
    state: tokenState(row, nowMs),
    createdAt,
    createdBy,
    expiresAt,
    usedAt: used?.at ?? null,
    usedBy: used?.host ?? null,
  };
}

function tokenState(row: EnrolmentTokenRow, nowMs: number): EnrolmentTokenView["state"] {
  if (row.used !== null) return "used";
  if (row.revoked !== null) return "revoked";
  return row.expiresAt <= nowMs ? "expired" : "open";
}
