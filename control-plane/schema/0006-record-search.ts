import type { Migration } from "./migration.ts";

/** The record by who did it, and what was not as it should be, without a walk over all of it. */
export const recordSearch: Migration = {
  number: 6,
  name: "record-search",
  statements: [
    "CREATE INDEX record_by_actor ON record (json_extract(body, '$.actor'), id)",
    "CREATE INDEX record_trouble ON record (id) WHERE json_extract(body, '$.severity') <> 'info'",
  ],
};
