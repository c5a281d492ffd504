import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { type BenchResult, type Figure, median, rounded } from "../lib/result.ts";
import { type Form, type FormName, makeForms } from "./forms.ts";
import { idleMemory } from "./idle-agents.ts";

const rounds = 7;
const packedGoal = 40e6;
const aboveGoal = 5e6;

type Starts = ReadonlyMap<FormName, { readonly versionMs: number; readonly helpMs: number }>;

/** Size, start and memory of the agent's single binary, beside the same code on plain Node. */
export async function benchBinaries(): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), "novacron-bench-"));
  try {
    const { forms, binaryPath, packedPath } = await makeForms(folder);
    const starts = startTimes(forms, folder);
    const memory = await idleMemory(forms, folder);
    const raw = statSync(binaryPath).size;
    return result({ raw, packed: statSync(packedPath).size, starts, memory });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In turn, so that a neighbour's load falls on all forms; the first round fills the page cache. */
function startTimes(forms: readonly Form[], folder: string): Starts {
  const all = forms.map(({ name, command }) => ({ name, command, version: [0], help: [0] }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { command, version, help } of all) {
      version[round] = timeOf(command, "--version", folder);
      help[round] = timeOf(command, "--help", folder);
    }
  }
  return new Map(
    all.map(({ name, version, help }) => [
      name,
      { versionMs: median(version.slice(1)), helpMs: median(help.slice(1)) },
    ]),
  );
}

function timeOf([program, ...args]: Form["command"], word: string, cwd: string): number {
  const begun = performance.now();
  execFileSync(program, [...args, word], { cwd, env: { PATH: process.env.PATH }, stdio: "ignore" });
  return performance.now() - begun;
}

interface Measured {
  readonly raw: number;
  readonly packed: number;
  readonly starts: Starts;
  readonly memory: ReadonlyMap<FormName, number>;
}

function result({ raw, packed, starts, memory }: Measured): BenchResult {
  const pss = (name: FormName) => memory.get(name) ?? Number.NaN;
  const above = (peer: "bundle" | "sources"): Figure => ({
    figure: `memory of the binary beside the ${peer} on plain Node`,
    ours: rounded(pss("binary") / 1e6),
    peer: rounded(pss(peer) / 1e6),
    ratio: rounded(pss("binary") / pss(peer)),
    goal: `<= peer + ${aboveGoal / 1e6}`,
    met: pss("binary") <= pss(peer) + aboveGoal,
    unit: "MB",
  });
  const size: Figure = {
    figure: "size packed with zstd",
    ours: rounded(packed / 1e6),
    peer: null,
    ratio: null,
    goal: `<= ${packedGoal / 1e6}`,
    met: packed <= packedGoal,
    unit: "MB",
  };
  const figures = [size, above("bundle"), above("sources")];
  const startNotes = [...starts].map(
    ([name, { versionMs, helpMs }]) =>
      `start as ${name}: --version ${rounded(versionMs)} ms, --help ${rounded(helpMs)} ms`,
  );
  return {
    bench: "binaries",
    met: figures.every(({ met }) => met),
    figures,
    notes: [
      `the binary is ${rounded(raw / 1e6)} MB unpacked`,
      `${startNotes.join("; ")}; medians of ${rounds}, files cached by the kernel`,
      "memory: PSS after 60 s without libvirt, machines or broker, the three side by side, same flags of Node",
      `load average of the machine, which others use too, ${rounded(loadavg()[0] ?? 0)}`,
    ],
  };
}
