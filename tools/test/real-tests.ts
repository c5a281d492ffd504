import { globSync } from "node:fs";
import { root } from "../run/stage.ts";

const outside = ["**/node_modules/**", "**/.*/**", "**/dist/**"];

/** The files of the real tests, relative to the workspace. */
export function realTests(): readonly string[] {
  return globSync("**/*.real.test.{ts,tsx}", { cwd: root, exclude: outside }).sort();
}
