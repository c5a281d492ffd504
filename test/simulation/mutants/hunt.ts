import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Mutant } from "./list.ts";

/** A planted bug that this many seeds do not find is a hole in the simulation. */
export const seedsForMutant = 200;

const root = fileURLToPath(new URL("../../..", import.meta.url));
const copied = ["protocol", "agent", "control-plane", "test", "package.json"];
/** Only the simulation is needed of test/; builds and images are not. */
const skipped = new Set(["dist", "lab", "browser", "campaigns"]);

export interface Hunt {
  readonly seed: number | null;
  readonly detail: string;
}

/** Runs the simulation on a copy of the tree in which the bug is planted, until a seed finds it. */
export async function huntMutant(mutant: Mutant, seeds: number): Promise<Hunt> {
  const dir = join(root, ".cache", "mutants", mutant.name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  try {
    for (const name of copied) {
      cpSync(join(root, name), join(dir, name), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (path) => !skipped.has(basename(path)),
      });
    }
    symlinkSync(join(root, "node_modules"), join(dir, "node_modules"));
    plant(mutant, dir);
    return await hunt(dir, seeds);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The text to be replaced must be there exactly once: a mutant that no longer fits is a failure too. */
export function plant(mutant: Mutant, dir: string): void {
  const path = join(dir, mutant.file);
  const text = readFileSync(path, "utf8");
  const places = text.split(mutant.find).length - 1;
  if (places !== 1) {
    throw new RangeError(
      `mutant ${mutant.name}: its text stands ${places} times in ${mutant.file}`,
    );
  }
  writeFileSync(
    path,
    text.replace(mutant.find, () => mutant.replace),
  );
}

function hunt(dir: string, seeds: number): Promise<Hunt> {
  const args = ["test/simulation/main.ts", "find", "1", String(seeds)];
  const child = spawn(process.execPath, args, { cwd: dir, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data: Buffer) => {
    output += data.toString("utf8");
  });
  child.stderr.on("data", (data: Buffer) => {
    errors = (errors + data.toString("utf8")).slice(-2_000);
  });
  return new Promise((resolve) => {
    child.on("close", () => {
      const line = output.trim().split("\n").at(-1) ?? "";
      if (!line.startsWith("{")) return resolve({ seed: null, detail: `did not run: ${errors}` });
      const { n, ok, detail } = JSON.parse(line) as { n: number; ok: boolean; detail?: string };
      if (ok) resolve({ seed: null, detail: `not found in ${n} seeds` });
      else resolve({ seed: n, detail: `found by seed ${n}: ${detail}` });
    });
  });
}
