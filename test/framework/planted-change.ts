import { join } from "node:path";

/** One piece of text in one file, replaced. */
export interface TextChange {
  /** Path below the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A planted bug, or a build with one defence removed. */
export interface PlantedChange extends TextChange {
  readonly name: string;
  /** Further places of the same thing, where it is held twice. */
  readonly also?: readonly TextChange[];
}

/** Name of the variable that carries the change into a child process. */
export const plantedVariable = "PLANTED_CHANGE";
const hook = join(import.meta.dirname, "planted-hook.ts");

export function changesOf(change: PlantedChange): readonly TextChange[] {
  return [change, ...(change.also ?? [])];
}

/** The text to be replaced must be there exactly once: a change that no longer fits is a failure too. */
export function plantedText({ file, find, replace }: TextChange, text: string): string {
  const places = text.split(find).length - 1;
  if (places !== 1) throw new RangeError(`its text stands ${places} times in ${file}: ${find}`);
  return text.replace(find, () => replace);
}

/**
 * Settings with which any Node process of this tree, and its worker threads, runs as if the change stood in the
 * file: the text is replaced as the module is loaded. That is a build of its own without a copy of the tree.
 */
export function plantedEnv(change: PlantedChange): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${hook}`, [plantedVariable]: JSON.stringify(change) };
}
