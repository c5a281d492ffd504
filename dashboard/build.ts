import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const here = import.meta.dirname;
const dist = join(here, "dist");
const stampFile = join(dist, ".stamp");

/** What the console is made of; a change in any of it makes the build stale. */
const sources = ["app", "build", "public", "index.html", "vite.config.ts", "package.json"];
const shared = ["domain", "errors", "http", "metrics"].map((name) => join("..", "protocol", name));

export interface DashboardBuild {
  /** Folder with index.html, to be served as static files. */
  readonly dist: string;
  /** False where the stamp showed that the present build is still right. */
  readonly built: boolean;
}

/** Builds the console unless dist/ was already made of exactly these sources. */
export async function buildDashboard(options: { force?: boolean } = {}): Promise<DashboardBuild> {
  const stamp = await sourceStamp();
  if (options.force !== true && existsSync(stampFile)) {
    if ((await readFile(stampFile, "utf8")) === stamp) return { dist, built: false };
  }
  const fresh = join(here, "..", ".cache", `dashboard-${process.pid}`);
  await runVite(fresh);
  await writeFile(join(fresh, ".stamp"), stamp);
  await rm(dist, { recursive: true, force: true });
  await rename(fresh, dist);
  return { dist, built: true };
}

/**
 * In a process of its own, so that NODE_ENV of the caller (a test runner sets it) cannot make a development
 * build, and into a folder of its own, so that dist/ is never half of one build and half of another.
 */
async function runVite(outDir: string): Promise<void> {
  const vite = join(here, "node_modules", "vite", "bin", "vite.js");
  const args = ["build", "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"];
  const env = { ...process.env, NODE_ENV: "production" };
  await promisify(execFile)(process.execPath, [vite, ...args], { cwd: here, env });
}

async function sourceStamp(): Promise<string> {
  const hash = createHash("sha256");
  hash.update(await readFile(join(here, "..", "pnpm-lock.yaml")));
  for (const name of [...sources, ...shared]) {
    for (const file of await filesOf(join(here, name))) {
      hash.update(file.slice(here.length)).update(await readFile(file));
    }
  }
  return hash.digest("hex");
}

async function filesOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return existsSync(path) ? [path] : [];
  return entries
    .filter((entry) => entry.isFile() && !entry.name.includes(".test."))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
