import type fc from "fast-check";

/** One parser that meets bytes or texts of strangers. */
export interface FuzzTarget<T = unknown> {
  readonly name: string;
  /** Who may send it. */
  readonly from: string;
  readonly inputs: fc.Arbitrary<T>;
  /** Must end, and throw nothing but what `isRefusal` knows. */
  readonly run: (input: T) => unknown;
  readonly isRefusal: (error: unknown) => boolean;
}

export function target<T>(made: FuzzTarget<T>): FuzzTarget {
  return made as FuzzTarget;
}

export const nothingThrown = (): boolean => false;
