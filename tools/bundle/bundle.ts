import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { type Plugin, rolldown } from "rolldown";
import { asciiOnly } from "./ascii.ts";
import { assetParts } from "./asset-parts.ts";
import { apart, packed } from "./entries.ts";
import { lightBuiltins } from "./light-builtins.ts";
import { packedParts } from "./packed-parts.ts";
import { workerFiles } from "./worker-files.ts";

export const workspace = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

export const workspaceVersion: string = JSON.parse(
  readFileSync(resolve(workspace, "package.json"), "utf8"),
).version;

export interface BundleOptions {
  /** The program's source, such as `agent/main.ts`; relative paths begin at the workspace. */
  readonly entry: string;
  /** The one file written; its folder is made. Workers lie beside it, under their own names. */
  readonly out: string;
  /** `esm` by default; a program with a wait at its top level cannot be `cjs`. */
  readonly format?: "esm" | "cjs";
  /** True by default. */
  readonly minify?: boolean;
  /** For a single binary: what is run alone is an asset of its own, and not part of the file. */
  readonly assets?: boolean;
  /** What `--version` says; by default the workspace's version and no commit. */
  readonly build?: BuildMark;
}

export interface BuildMark {
  readonly version: string;
  /** Null where it is not known or does not matter. */
  readonly commit: string | null;
  /** Public keys whose signature on a release the program trusts. */
  readonly releaseKeys?: readonly string[];
}

export interface Bundle {
  readonly file: string;
  readonly bytes: number;
  /** Every source inside, relative to the workspace, sorted: what the bill of materials is made of. */
  readonly modules: readonly string[];
  /** Sources of threads that the program starts, relative to the workspace; bundled beside it. */
  readonly workers: readonly string[];
  /** Names of the files of those, in the folder of the program. */
  readonly workerFiles: readonly string[];
  /** Code of the parts that are assets, by their names. */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * One program and all that it imports as one file of JavaScript without types: nothing of the workspace and no
 * node_modules is needed to run it. The same sources give the same bytes.
 */
export async function bundle(options: BundleOptions): Promise<Bundle> {
  const out = resolve(options.out);
  const workers = new Map<string, string>();
  const assets = new Map<string, string>();
  const job: Job = { options, workers, assets };
  const main = await bundleOne(resolve(workspace, options.entry), out, job);
  const modules = new Set(main.modules);
  for (const [source, name] of workers) {
    const cjs: BundleOptions = { ...options, format: "cjs" };
    const made = await bundleOne(source, resolve(dirname(out), name), { ...job, options: cjs });
    for (const module of made.modules) modules.add(module);
  }
  return {
    file: out,
    bytes: main.bytes,
    modules: [...modules].sort(),
    workers: [...workers.keys()].map((path) => relative(workspace, path)).sort(),
    workerFiles: [...workers.values()].sort(),
    assets,
  };
}

interface Job {
  readonly options: BundleOptions;
  readonly workers: Map<string, string>;
  readonly assets: Map<string, string>;
}

async function bundleOne(entry: string, out: string, job: Job) {
  const made = await bundleCode(entry, job);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, made.code);
  return { bytes: Buffer.byteLength(made.code), modules: made.modules };
}

async function bundleCode(entry: string, job: Job) {
  const { options, workers } = job;
  const { format = "esm", minify = true } = options;
  const {
    version,
    commit,
    releaseKeys = [],
  } = options.build ?? { version: workspaceVersion, commit: null };
  const inside: string[] = [];
  const made = await rolldown({
    input: entry,
    cwd: workspace,
    platform: "node",
    treeshake: true,
    transform: {
      target: "node26",
      // Only the entry is the main program, and none of ours asks; a module that does must not think so.
      define: {
        "import.meta.main": "false",
        NOVACRON_BUILD: JSON.stringify({ version, commit, releaseKeys }),
      },
    },
    resolve: { conditionNames: ["node", "import", "require", "default"] },
    plugins: [
      optionalModules(),
      lightBuiltins(),
      partsOf(job, inside),
      workerFiles(workers),
      asciiOnly(),
    ],
    // A part is bundled while its plugin loads it.
    checks: { pluginTimings: false },
    logLevel: "warn",
    onLog(level, log, next) {
      if (log.code !== "EVAL") next(level, log);
    },
  });
  try {
    const { output } = await made.generate({
      format,
      codeSplitting: false,
      minify,
      comments: false,
    });
    const [chunk] = output;
    if (output.length !== 1 || chunk === undefined) {
      throw new Error(`bundle ${entry}: ${output.length} files were made, not one`);
    }
    const own = chunk.moduleIds.filter((id) => id.startsWith("/"));
    const modules = own.map((id) => relative(workspace, id.split("?")[0] ?? id));
    return { code: chunk.code, exports: chunk.exports, modules: [...modules, ...inside] };
  } finally {
    await made.close();
  }
}

/** The sources of the parts are noted in `inside`. */
function partsOf(job: Job, inside: string[]): Plugin {
  const sources = (paths: readonly string[]) => paths.map((path) => resolve(workspace, path));
  const make = async (source: string) => {
    const part = await bundleCode(source, { ...job, options: { ...job.options, format: "cjs" } });
    inside.push(...part.modules);
    // As in the modules that it is made of.
    return { ...part, code: `"use strict";${part.code}` };
  };
  if (job.options.assets !== true) return packedParts(sources(packed), make);
  return assetParts(sources(apart), job.assets, make);
}

/**
 * Packages that others try to load and do without: native speed-ups of `ws`, the native client of `pg`. They are not
 * installed, so the attempt is left to fail as it does from the sources.
 */
const optional = ["bufferutil", "utf-8-validate", "pg-native", "pg-cloudflare"];

function optionalModules(): Plugin {
  const installed = createRequire(resolve(workspace, "control-plane/main.ts"));
  return {
    name: "optional-modules",
    resolveId(specifier) {
      if (!optional.includes(specifier)) return null;
      try {
        installed.resolve(specifier);
        return null;
      } catch {
        return { id: specifier, external: true };
      }
    },
  };
}
