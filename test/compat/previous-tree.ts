import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { agentNodeFlags } from "@novacron/agent/process/node-flags";
import { workspace } from "@novacron/tools/bundle/bundle";

/**
 * Stands for the release before this one for as long as none is published: protocol, agent and control plane as they
 * were at this commit. A release's tag takes its place, and `record-answers.ts` is run anew.
 */
export const previousRelease = "a5c0b67787921d478416c184e585a61336dd07c0";

const packages = ["agent", "cli", "control-plane", "dashboard", "protocol", "test", "tools"];

/**
 * The sources of the previous release with the packages of today, ready to run; null where this clone has no history,
 * as a shallow one.
 */
export function previousTree(): string | null {
  const tree = join(workspace, ".novacron", "compat", previousRelease);
  if (!existsSync(tree)) {
    if (!hasCommit(previousRelease)) return null;
    mkdirSync(dirname(tree), { recursive: true });
    const work = mkdtempSync(`${tree}.`);
    const archive = execFileSync("git", ["-C", workspace, "archive", previousRelease], {
      maxBuffer: 256 * 1024 * 1024,
    });
    execFileSync("tar", ["-x", "-C", work], { input: archive });
    renameSync(work, tree);
  }
  for (const name of [".cache", ".toolchain"]) link(join(workspace, name), join(tree, name));
  for (const name of ["", ...packages]) copyLinks(name, tree);
  return tree;
}

/**
 * A folder as NOVACRON_TEST_BINARIES names one, with the agent of one tree and the control plane of another; a path
 * of a single binary stands for itself.
 */
export function mixedPrograms(folder: string, of: { agent: string; server: string }): string {
  const place = join(folder, "programs");
  mkdirSync(place);
  const put = (name: string, command: readonly string[]) => {
    const script = `#!/bin/sh\nexec ${command.join(" ")} "$@"\n`;
    writeFileSync(join(place, `${name}-linux-${process.arch}`), script, { mode: 0o755 });
  };
  const node = process.execPath;
  const isTree = existsSync(join(of.agent, "agent", "main.ts"));
  const fromSources = [node, ...agentNodeFlags, join(of.agent, "agent", "main.ts")];
  put("novacron-agent", isTree ? fromSources : [of.agent]);
  put("novacron-server", [node, join(of.server, "control-plane", "main.ts")]);
  return place;
}

function hasCommit(commit: string): boolean {
  try {
    execFileSync("git", ["-C", workspace, "cat-file", "-e", `${commit}^{commit}`], {
      stdio: "ignore",
    });
    return true;
  } catch {
    return false;
  }
}

function link(target: string, path: string): void {
  rmSync(path, { recursive: true, force: true });
  symlinkSync(target, path);
}

/** Links between the packages of the workspace are relative, so that copied they lead to those of the old tree. */
function copyLinks(name: string, tree: string): void {
  const from = join(workspace, name, "node_modules");
  const to = join(tree, name, "node_modules");
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  if (name === "") symlinkSync(join(from, ".pnpm"), join(to, ".pnpm"));
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) {
      symlinkSync(readlinkSync(join(from, entry.name)), join(to, entry.name));
    } else if (entry.isDirectory() && entry.name.startsWith("@")) {
      mkdirSync(join(to, entry.name));
      for (const scoped of readdirSync(join(from, entry.name))) {
        const path = join(entry.name, scoped);
        symlinkSync(readlinkSync(join(from, path)), join(to, path));
      }
    }
  }
}
