import { z } from "zod";
import { timestampMs } from "./ids.ts";

/** `unknown`: it was begun, and the control plane ended or failed before the outcome was known. */
export const auditOutcomes = ["done", "refused", "unknown"] as const;
export const auditOutcome = z.enum(auditOutcomes);
export type AuditOutcome = z.infer<typeof auditOutcome>;

/** How the actor proved who it is; `none` where it did not, `local` for a command on the machine itself. */
export const auditVias = ["session", "token", "bus", "host", "local", "system", "none"] as const;
export type AuditVia = (typeof auditVias)[number];

export const auditDetail = z.record(
  z.string().max(64),
  z.union([z.string().max(300), z.number(), z.boolean(), z.null()]),
);
export type AuditDetail = Readonly<z.infer<typeof auditDetail>>;

/** SHA-256 as lower-case hex. */
export const auditHash = z.string().regex(/^[0-9a-f]{64}$/);

/** One row of the audit log: who did, or was refused, what on what. Appended, never changed. */
export const auditRow = z.object({
  /** From 1, without a hole. */
  seq: z.int().min(1),
  at: timestampMs,
  /** A login, a host's or tool's name, `novacron`, or `unknown`. */
  actor: z.string().max(200),
  actorId: z.string().max(64).nullable(),
  via: z.enum(auditVias),
  /** Where the request came from, as far as it is known. */
  address: z.string().max(100).nullable(),
  /** The route's name, or a word of the bus or of the control plane itself, such as `bus.connect`. */
  action: z.string().max(64),
  /** `machine:<id>`, `host:<id>`, a topic, ... */
  target: z.string().max(300).nullable(),
  outcome: auditOutcome,
  /** Error code of a refusal. */
  code: z.string().max(64).nullable(),
  detail: auditDetail,
  /** Hash of the row before it; zeros for the first of all. */
  prev: auditHash,
  hash: auditHash,
});
export type AuditRow = z.infer<typeof auditRow>;
export type AuditFacts = Omit<AuditRow, "prev" | "hash" | "seq">;

/** A head of the chain, signed: rows up to `seq` cannot be changed or taken away unseen. */
export const auditCheckpoint = z.object({
  seq: z.int().min(0),
  at: timestampMs,
  hash: auditHash,
  /** Ed25519 over `checkpointText`, base64url. */
  signature: z.string().max(128),
});
export type AuditCheckpoint = z.infer<typeof auditCheckpoint>;

/** A head as it is kept beside the database, with the key to check it by. */
export const auditAnchor = auditCheckpoint.extend({ publicKey: z.string().max(1_000) });

export const noHash = "0".repeat(64);

/** Action of the row that says that older rows were let go: `upTo` and `hash` of the last of them. */
export const auditCutAction = "audit.cut";

/**
 * The bytes that the hash covers (as UTF-8): a JSON array with the fields in this order, detail as pairs
 * sorted by key. Written in one way only, so that two programs cannot disagree about it.
 */
export function auditCanonical(row: Omit<AuditRow, "hash">): string {
  const detail = Object.entries(row.detail).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([
    "novacron-audit-1",
    row.seq,
    row.at,
    row.actor,
    row.actorId,
    row.via,
    row.address,
    row.action,
    row.target,
    row.outcome,
    row.code,
    detail,
    row.prev,
  ]);
}

export function checkpointText(head: Omit<AuditCheckpoint, "signature">): string {
  return JSON.stringify(["novacron-audit-head-1", head.seq, head.at, head.hash]);
}

/** What the row of a cut signs: older rows up to this one were let go on purpose. */
export function cutText(cut: { readonly upTo: number; readonly hash: string }): string {
  return JSON.stringify(["novacron-audit-cut-1", cut.upTo, cut.hash]);
}
