import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface SourceFile {
  /** Path below the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** Every text file that git tracks or would track, as it stands in the working tree. */
export function listPaths(root: string): readonly string[] {
  return gitFiles(root, "-co").filter((path) => existsSync(join(root, path)));
}

/** What git tracks although it is to be ignored: a checkout would put it in the place of what lies there. */
export function listTrackedIgnored(root: string): readonly string[] {
  return gitFiles(root, "-ci");
}

function gitFiles(root: string, which: string): readonly string[] {
  const output = execFileSync("git", ["ls-files", "-z", which, "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return output.split("\0").filter((path) => path !== "");
}

export function readSources(root: string, paths: readonly string[]): readonly SourceFile[] {
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf("\n"); index !== -1 && index < offset; ) {
    line += 1;
    index = text.indexOf("\n", index + 1);
  }
  return line;
}
