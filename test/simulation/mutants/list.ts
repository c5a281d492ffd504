/** A planted bug: one piece of text in one file, replaced. */
export interface Mutant {
  readonly name: string;
  /** What would go wrong in the field. */
  readonly bug: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export const mutants: readonly Mutant[] = [];
