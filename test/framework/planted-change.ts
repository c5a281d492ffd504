import { join } from "node:path";

/** One piece of text in one file, replaced: a planted bug, or a build with one defence removed. */
export interface PlantedChange {
  readonly name: string;
  /** Path below the root of the repository. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** Name of the variable that carries the change into a child process. */
export const plantedVariable = "PLANTED_CHANGE";
const hook = join(import.meta.dirname, "planted-hook.ts");

/** The text to be replaced must be there exactly once: a change that no longer fits is a failure too. */
export function plantedText(change: PlantedChange, text: string): string {
  const places = text.split(change.find).length - 1;
  if (places !== 1) {
    throw new RangeError(`${change.name}: its text stands ${places} times in ${change.file}`);
  }
  return text.replace(change.find, () => change.replace);
}

/**
 * Settings with which any Node process of this tree, and its worker threads, runs as if the change stood in the
 * file: the text is replaced as the module is loaded. That is a build of its own without a copy of the tree.
 */
export function plantedEnv(change: PlantedChange): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=${hook}`, [plantedVariable]: JSON.stringify(change) };
}
