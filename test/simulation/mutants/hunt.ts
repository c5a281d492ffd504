import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { codeCache } from "@novacron/control-plane/testing/code-cache";
import { plantedEnv } from "../../framework/planted-change.ts";
import type { Mutant } from "./mutant.ts";

/** A planted bug that this many seeds do not find is a hole in the simulation. */
export const seedsForMutant = 200;

const root = fileURLToPath(new URL("../../..", import.meta.url));

export interface Hunt {
  readonly seed: number | null;
  readonly detail: string;
}

/** Runs the simulation on the tree with the bug planted in it, until a seed finds it. */
export function huntMutant(mutant: Mutant, seeds: number): Promise<Hunt> {
  const fleets = mutant.moves === true ? ["--moves"] : [];
  const args = ["test/simulation/main.ts", "find", "1", String(seeds), ...fleets];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, ...codeCache, ...plantedEnv(mutant) },
  });
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
