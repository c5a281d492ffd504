import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Advisory, parseAdvisory } from "./osv.ts";

export interface AdvisoryList {
  readonly advisories: readonly Advisory[];
  /** Where the list is from and how old it is, as far as the folder tells. */
  readonly commit: string | null;
  readonly date: string | null;
}

/**
 * A copy of a list of advisories: JSON files in the OSV format in any depth below the folder, such as
 * `advisories/github-reviewed` of GitHub's advisory database. Throws where a file is no JSON: half a list is none.
 */
export function readAdvisories(folder: string): AdvisoryList {
  const advisories: Advisory[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    const one = parseAdvisory(JSON.parse(text));
    if (one !== null) advisories.push(one);
  }
  const [commit = null, date = null] = lastCommit(folder);
  return { advisories, commit, date };
}

function lastCommit(folder: string): readonly string[] {
  try {
    const format = ["-C", folder, "log", "-1", "--format=%H %cs", "--", "."];
    return execFileSync("git", format, { encoding: "utf8", stdio: "pipe" }).trim().split(" ");
  } catch {
    return [];
  }
}
