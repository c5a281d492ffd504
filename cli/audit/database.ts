import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import {
  type AuditCheckpoint,
  auditAnchor,
  auditCheckpoint,
} from "@novacron/protocol/domain/audit";
import { NovaError } from "@novacron/protocol/errors/nova-error";

export interface StoredRow {
  readonly columns: {
    readonly seq: number;
    readonly at: number;
    readonly actor: string;
    readonly action: string;
    readonly target: string | null;
    readonly outcome: string;
    readonly code: string | null;
  };
  /** The whole row; unchecked. */
  readonly body: unknown;
}

/** The audit log of a state store's file, read without a control plane. Nothing is written. */
export function readDatabase(path: string): {
  readonly rows: Iterable<StoredRow>;
  readonly checkpoints: readonly AuditCheckpoint[];
} {
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    const heads = db.prepare("SELECT seq, at, hash, signature FROM audit_checkpoint ORDER BY seq");
    const checkpoints = heads.all().flatMap((row) => auditCheckpoint.safeParse(row).data ?? []);
    return { rows: rowsOf(db), checkpoints };
  } catch (cause) {
    throw new NovaError("STORE_UNAVAILABLE", `read the audit log in ${path}`, { cause });
  }
}

function* rowsOf(db: DatabaseSync): Iterable<StoredRow> {
  const all = db.prepare(
    "SELECT seq, at, actor, action, target, outcome, code, body FROM audit ORDER BY seq",
  );
  for (const { body, ...columns } of all.iterate()) {
    yield { columns: { ...columns } as StoredRow["columns"], body: parsed(String(body)) };
  }
  db.close();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The head that the control plane keeps beside its database; null where there is none. */
export function readAnchor(
  path: string,
): { readonly checkpoint: AuditCheckpoint; readonly publicKey: string } | null {
  try {
    const { publicKey, ...checkpoint } = auditAnchor.parse(JSON.parse(readFileSync(path, "utf8")));
    return { checkpoint, publicKey };
  } catch {
    return null;
  }
}
