import { first } from "./0001-first.ts";
import { trust } from "./0002-trust.ts";
import { people } from "./0003-people.ts";
import { ledger } from "./0004-ledger.ts";
import { moves } from "./0005-moves.ts";
import { recordSearch } from "./0006-record-search.ts";
import type { Migration } from "./migration.ts";

/** The one list, in order. A number that was released is never edited: what changes is a new number. */
export const migrations: readonly Migration[] = [first, trust, people, ledger, moves, recordSearch];

export const newestSchema = migrations.at(-1)?.number ?? 0;
