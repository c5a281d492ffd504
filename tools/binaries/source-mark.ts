import { execFileSync, type StdioOptions } from "node:child_process";
import { workspace } from "../bundle/bundle.ts";

/** Which commit the sources are; nulls outside a repository. */
export interface SourceMark {
  /** With `-changed` where files under version control differ from it. */
  readonly commit: string | null;
  /** ISO 8601 in UTC. */
  readonly committedAt: string | null;
}

export function sourceMark(): SourceMark {
  try {
    const [commit = "", seconds = ""] = git(["show", "-s", "--format=%H %ct", "HEAD"]).split(" ");
    const changed = git(["status", "--porcelain", "--untracked-files=no"]) !== "";
    const committedAt = new Date(Number(seconds) * 1_000).toISOString();
    return { commit: `${commit.slice(0, 12)}${changed ? "-changed" : ""}`, committedAt };
  } catch {
    return { commit: null, committedAt: null };
  }
}

function git(args: readonly string[]): string {
  const stdio: StdioOptions = ["ignore", "pipe", "ignore"];
  return execFileSync("git", [...args], { cwd: workspace, encoding: "utf8", stdio }).trim();
}
