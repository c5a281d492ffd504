import { first } from "./0001-first.ts";
import type { Migration } from "./migration.ts";

/** The one list, in order. A number that was released is never edited: what changes is a new number. */
export const migrations: readonly Migration[] = [first];

export const newestSchema = migrations.length;
