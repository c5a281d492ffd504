import type { Migration } from "./migration.ts";

/** Moves under way, moves that are over as the forecaster learns from them, policies and maintenance. */
export const moves: Migration = {
  number: 5,
  name: "moves",
  statements: [
    "CREATE TABLE move (operation TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
    `CREATE TABLE recorded_move (operation TEXT PRIMARY KEY, ended_at INTEGER NOT NULL,
       machine TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`,
    "CREATE INDEX recorded_move_by_time ON recorded_move (ended_at, operation)",
    "CREATE INDEX recorded_move_by_machine ON recorded_move (machine, ended_at)",
    "CREATE TABLE move_policy (machine TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
    `CREATE TABLE maintenance (id TEXT PRIMARY KEY, requested_at INTEGER NOT NULL,
       open INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID`,
    "CREATE INDEX maintenance_by_time ON maintenance (requested_at, id)",
  ],
};
