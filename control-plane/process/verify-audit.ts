import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { auditCheckpoint, auditRow } from "@novacron/protocol/domain/audit";
import { type ChainVerdict, ChainVerifier } from "@novacron/protocol/domain/audit-chain";
import { Ed25519AuditSeal } from "../adapters/seal/ed25519-audit-seal.ts";
import type { SecretBox } from "../ports/secret-box.ts";
import { readAuditKey } from "./audit-key.ts";

/** The whole log of a data folder against its own key and the head beside it; a running one is not held up. */
export async function verifyAudit(data: string, sealing: SecretBox): Promise<ChainVerdict> {
  const seal = new Ed25519AuditSeal(
    await readAuditKey(data, sealing),
    join(data, "audit-head.json"),
  );
  // Read before the rows: what is written meanwhile is only more.
  const anchored = seal.anchored();
  const db = new DatabaseSync(join(data, "state.db"), { readOnly: true, timeout: 5_000 });
  try {
    db.exec("BEGIN");
    const heads = db.prepare("SELECT seq, at, hash, signature FROM audit_checkpoint").all();
    const stored = heads.flatMap((row) => auditCheckpoint.safeParse(row).data ?? []);
    const verifier = new ChainVerifier(
      {
        digest: (text) => seal.digest(text),
        isSigned: (text, signature) => seal.isSigned(text, signature),
      },
      anchored === null ? stored : [...stored, anchored],
    );
    for (const row of db.prepare("SELECT * FROM audit ORDER BY seq").iterate()) {
      const { body, ...columns } = row;
      const parsed = auditRow.safeParse(jsonOf(String(body)));
      if (parsed.success) verifier.row(parsed.data);
      const same = Object.entries(columns).every(
        ([name, value]) => parsed.data?.[name as keyof typeof parsed.data] === value,
      );
      if (!same) verifier.malformed(Number(row.seq), "what is searched is not what was written");
    }
    return verifier.end();
  } finally {
    db.close();
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
