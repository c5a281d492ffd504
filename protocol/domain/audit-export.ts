import { z } from "zod";
import { type AuditCheckpoint, type AuditRow, auditCheckpoint, auditRow } from "./audit.ts";

/**
 * An export: JSON, one object a line. First a header with the key, then rows in order, then signed heads.
 * It holds all that is needed to verify it but for knowing that the key is the right one.
 */
const header = z.object({
  novacronAudit: z.literal(1),
  publicKey: z.string().max(1_000),
  exportedAt: z.int(),
});
export type AuditExportHeader = z.infer<typeof header>;

const checkpointLine = z.object({ checkpoint: auditCheckpoint });

export type AuditLine =
  | { readonly kind: "header"; readonly header: AuditExportHeader }
  | { readonly kind: "row"; readonly row: AuditRow }
  | { readonly kind: "checkpoint"; readonly checkpoint: AuditCheckpoint };

export function headerLine(of: Omit<AuditExportHeader, "novacronAudit">): string {
  return JSON.stringify({ novacronAudit: 1, ...of });
}

export function exportedCheckpoint(checkpoint: AuditCheckpoint): string {
  return JSON.stringify({ checkpoint });
}

/** Null for a line that is none of an export. */
export function parseAuditLine(text: string): AuditLine | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const row = auditRow.strict().safeParse(value);
  if (row.success) return { kind: "row", row: row.data };
  const checkpoint = checkpointLine.safeParse(value);
  if (checkpoint.success) return { kind: "checkpoint", checkpoint: checkpoint.data.checkpoint };
  const head = header.safeParse(value);
  return head.success ? { kind: "header", header: head.data } : null;
}

export const auditColumns = [
  "seq",
  "at",
  "actor",
  "actorId",
  "via",
  "address",
  "action",
  "target",
  "outcome",
  "code",
  "detail",
  "prev",
  "hash",
] as const;

export function auditCsvHeader(): string {
  return auditColumns.join(",");
}

/** RFC 4180; times as ISO 8601. What a spreadsheet would take for a formula gets an apostrophe. */
export function auditCsvLine(row: AuditRow): string {
  return auditColumns
    .map((name) => {
      if (name === "at") return new Date(row.at).toISOString();
      const value = name === "detail" ? JSON.stringify(row.detail) : row[name];
      return cell(value === null ? "" : String(value));
    })
    .join(",");
}

function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
