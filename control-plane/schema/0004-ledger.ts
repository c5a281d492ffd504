import type { Migration } from "./migration.ts";

/**
 * Audit log, projects and labels of machines. The triggers hold against our own mistakes that the log only
 * grows at its end and is only let go from its beginning; who can write to the file can drop them, which is
 * what hash chain and signed checkpoints are for.
 */
export const ledger: Migration = {
  number: 4,
  name: "ledger",
  statements: [
    `CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL,
       action TEXT NOT NULL, target TEXT, outcome TEXT NOT NULL, code TEXT, body TEXT NOT NULL)`,
    "CREATE INDEX audit_by_time ON audit (at)",
    "CREATE INDEX audit_by_actor ON audit (actor, seq)",
    "CREATE INDEX audit_by_action ON audit (action, seq)",
    "CREATE INDEX audit_by_target ON audit (target, seq)",
    "CREATE INDEX audit_by_code ON audit (code, seq)",
    `CREATE TRIGGER audit_grows BEFORE INSERT ON audit
       WHEN new.seq <> coalesce((SELECT max(seq) FROM audit), 0) + 1
       BEGIN SELECT RAISE(ABORT, 'the audit log only grows at its end'); END`,
    `CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
       BEGIN SELECT RAISE(ABORT, 'a row of the audit log never changes'); END`,
    `CREATE TRIGGER audit_kept BEFORE DELETE ON audit
       WHEN old.seq > coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'audit.cut'), 0)
       BEGIN SELECT RAISE(ABORT, 'the audit log is only cut at its beginning'); END`,
    `CREATE TABLE audit_checkpoint (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, hash TEXT NOT NULL,
       signature TEXT NOT NULL)`,
    "CREATE TABLE audit_intent (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE project (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL)",
    `CREATE TABLE machine_label (machine TEXT PRIMARY KEY, project TEXT NOT NULL,
       body TEXT NOT NULL) WITHOUT ROWID`,
    "CREATE INDEX machine_label_by_project ON machine_label (project)",
  ],
};
