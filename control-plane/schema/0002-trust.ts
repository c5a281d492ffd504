import type { Migration } from "./migration.ts";

/** Tokens with which hosts join, and the identities they got. */
export const trust: Migration = {
  number: 2,
  name: "trust",
  statements: [
    `CREATE TABLE enrolment_token (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL,
       expires_at INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`,
    "CREATE INDEX enrolment_token_by_time ON enrolment_token (created_at, id)",
    "CREATE TABLE identity (host TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
  ],
};
