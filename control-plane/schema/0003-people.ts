import type { Migration } from "./migration.ts";

/**
 * Roles and bindings in place of one role for each user. Sessions end once: they lack what a session is
 * told apart by now. Tokens keep their role, everywhere.
 */
export const people: Migration = {
  number: 3,
  name: "people",
  statements: [
    "CREATE TABLE role (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID",
    `CREATE TABLE binding (id TEXT PRIMARY KEY, created_at INTEGER NOT NULL, body TEXT NOT NULL)
       WITHOUT ROWID`,
    `INSERT INTO binding (id, created_at, body) SELECT id, json_extract(body, '$.createdAt'),
       json_object('id', id, 'subject', json_object('kind', 'person', 'person', id),
         'role', json_extract(body, '$.role'), 'scope', json_object('kind', 'everything'),
         'createdAt', json_extract(body, '$.createdAt'), 'createdBy', 'novacron') FROM user`,
    `UPDATE user SET body = json_remove(json_set(body, '$.fullName', '', '$.source', 'local',
       '$.disabled', json('false'), '$.mustChangePassword', json('false'), '$.totp', json('null'),
       '$.pendingTotp', json('null'), '$.recovery', json('[]'), '$.groups', json('[]'),
       '$.oidc', json('null'), '$.formerNames', json('[]'), '$.lastLoginAt', json('null')), '$.role')`,
    "DELETE FROM session",
    `UPDATE token SET body = json_set(body, '$.scope', json_object('kind', 'everything'),
       '$.parent', json('null'))`,
  ],
};
