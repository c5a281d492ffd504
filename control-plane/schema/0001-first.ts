import type { Migration } from "./migration.ts";

/**
 * Rows are kept whole as JSON in `body`, beside the columns that are searched or joined: a new field of a
 * domain type needs no migration, a new question does. Between copy and host there is no foreign key, since
 * an event may speak of a machine before the first report of its host.
 */
export const first: Migration = {
  number: 1,
  name: "first",
  statements: [
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE host (id TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
    `CREATE TABLE copy (machine TEXT NOT NULL, host TEXT NOT NULL, body TEXT NOT NULL,
       PRIMARY KEY (machine, host)) WITHOUT ROWID`,
    "CREATE INDEX copy_by_host ON copy (host)",
    "CREATE TABLE ownership (machine TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
    `CREATE TABLE operation (id TEXT PRIMARY KEY, state TEXT NOT NULL, machine TEXT NOT NULL,
       host TEXT NOT NULL, requested_at INTEGER NOT NULL, open INTEGER NOT NULL, body TEXT NOT NULL)`,
    "CREATE INDEX operation_by_time ON operation (requested_at, id)",
    "CREATE INDEX operation_by_machine ON operation (machine, requested_at, id)",
    "CREATE INDEX operation_by_host ON operation (host, requested_at, id)",
    "CREATE INDEX operation_open ON operation (requested_at, id) WHERE open = 1",
    `CREATE TABLE record (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL,
       kind TEXT NOT NULL, machine TEXT, host TEXT, full INTEGER NOT NULL, body TEXT NOT NULL)`,
    "CREATE INDEX record_by_machine ON record (machine, id)",
    "CREATE INDEX record_by_host ON record (host, id)",
    "CREATE INDEX record_by_kind ON record (kind, id)",
    "CREATE INDEX record_by_time ON record (at)",
    "CREATE INDEX record_states ON record (machine, at, id) WHERE full = 1",
    `CREATE TABLE event_mark (host TEXT NOT NULL, boot TEXT NOT NULL, up_to INTEGER NOT NULL,
       at INTEGER NOT NULL, PRIMARY KEY (host, boot)) WITHOUT ROWID`,
    "CREATE TABLE user (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, body TEXT NOT NULL)",
    `CREATE TABLE session (hash TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES user (id)
       ON DELETE CASCADE, expires_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`,
    "CREATE INDEX session_by_user ON session (user)",
    `CREATE TABLE token (id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, user TEXT NOT NULL
       REFERENCES user (id) ON DELETE CASCADE, expires_at INTEGER, body TEXT NOT NULL)`,
    "CREATE INDEX token_by_user ON token (user)",
    "CREATE TABLE bus_login (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
  ],
};
