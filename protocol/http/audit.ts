import { z } from "zod";
import { auditCheckpoint, auditOutcome, auditRow } from "../domain/audit.ts";
import { instant, none, nothing } from "./common.ts";
import { defineRoute } from "./route.ts";

const word = z.string().min(1).max(300);
const place = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

export const auditQuery = z
  .object({
    actor: word.optional(),
    action: word.optional(),
    target: word.optional(),
    outcome: auditOutcome.optional(),
    code: word.optional(),
    from: instant.optional(),
    to: instant.optional(),
    /** Anywhere in a row. */
    text: z.string().min(1).max(100).optional(),
    order: z.enum(["newest", "oldest"]).default("newest"),
    /** `next` of the last page. */
    at: place.optional(),
    limit: z.coerce.number().int().min(1).max(1_000).default(100),
  })
  .strict();

export const listAuditRoute = defineRoute({
  method: "GET",
  path: "/api/v1/audit",
  summary: "The audit log; a page may be empty and still have a next one",
  params: none,
  query: auditQuery,
  body: nothing,
  answer: z.object({
    items: z.array(auditRow),
    /** Where to go on (`at`); null at the end. */
    next: z.int().nullable(),
  }),
  status: 200,
  privilege: "audit.view",
  errors: [],
});

export const auditHeadRoute = defineRoute({
  method: "GET",
  path: "/api/v1/audit/head",
  summary: "The newest row's hash, signed now, the key it is signed with, and stored heads",
  params: none,
  query: z.object({ after: place.default(0) }).strict(),
  body: nothing,
  answer: z.object({
    checkpoint: auditCheckpoint,
    /** Ed25519, SubjectPublicKeyInfo in PEM. Keep it elsewhere, and compare. */
    publicKey: z.string(),
    /** Stored heads after row `after`, at most 1,000. */
    checkpoints: z.array(auditCheckpoint),
    /** What the control plane itself found wrong with the log. */
    problem: z.string().nullable(),
  }),
  status: 200,
  privilege: "audit.view",
  errors: [],
});
