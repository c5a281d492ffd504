import process from "node:process";
import { isSea } from "node:sea";
import { isBundled } from "@novacron/protocol/version";

/** Program and first words that start this very program again with a word of `agent/launch`. */
export function ownProgram(): readonly string[] | null {
  if (isSea()) return [process.execPath];
  if (isBundled && process.argv[1] !== undefined) return [process.execPath, process.argv[1]];
  // From the sources nothing is gained by calling itself: each part can be run by its own file.
  return null;
}
