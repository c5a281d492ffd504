/** One numbered step of the state store's schema, in the words of SQLite. */
export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly statements: readonly string[];
}
