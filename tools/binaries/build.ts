import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type {
  ProgramName,
  ReleaseArch,
  ReleaseFile,
  ReleaseManifest,
} from "@novacron/protocol/domain/release";
import { type BuildMark, bundle, workspace } from "../bundle/bundle.ts";
import { baseNode } from "./base-node.ts";
import { consoleAssets } from "./console-assets.ts";
import { type Encoding, pack } from "./pack.ts";
import { licencesText, type PackageInside, packagesInside } from "./packages-inside.ts";
import { type Program, programs } from "./programs.ts";
import { type ReleaseKey, signManifest } from "./release-key.ts";
import { sbom } from "./sbom.ts";
import { singleExecutable } from "./single-executable.ts";

export interface BuildOptions {
  /** Folder of the release; replaced as a whole when all is done. */
  readonly out: string;
  readonly version: string;
  readonly commit: string | null;
  readonly committedAt: string | null;
  readonly minFrom: string;
  readonly archs: readonly ReleaseArch[];
  readonly programs: readonly ProgramName[];
  readonly key: ReleaseKey;
  /** None: only the programs themselves, for tests that run them. */
  readonly encodings: readonly Encoding[];
  readonly say: (line: string) => void;
}

/** What the control plane hands to hosts that join, beside the release. */
const installFiles = ["install.sh", "novacron-agent.service"];

const ending: Readonly<Record<Encoding, string>> = { zstd: "zst", gzip: "gz" };

/** Builds the programs of a release with their packed forms, bills of materials, checksums and signed manifest. */
export async function buildRelease(options: BuildOptions): Promise<ReleaseManifest> {
  const work = `${options.out}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, "work"), { recursive: true });
  try {
    const files: ReleaseFile[] = [];
    for (const program of programs.filter(({ name }) => options.programs.includes(name))) {
      files.push(...(await buildProgram(program, work, options)));
    }
    rmSync(join(work, "work"), { recursive: true });
    const { version, commit, minFrom } = options;
    const manifest: ReleaseManifest = { format: 1, version, commit, minFrom, files };
    const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    writeFileSync(join(work, "manifest.json"), bytes);
    writeFileSync(join(work, "manifest.sig"), `${signManifest(options.key, bytes)}\n`);
    writeFileSync(join(work, "SHA256SUMS"), checksums(files));
    rmSync(options.out, { recursive: true, force: true });
    renameSync(work, options.out);
    return manifest;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function buildProgram(
  program: Program,
  work: string,
  options: BuildOptions,
): Promise<readonly ReleaseFile[]> {
  const { version, commit, key } = options;
  const build: BuildMark = { version, commit, releaseKeys: [key.publicText] };
  const main = join(work, "work", program.name, "main.mjs");
  const made = await bundle({ entry: program.entry, out: main, assets: true, build });
  const packages = packagesInside(made.modules);
  const assets = new Map<string, string | Buffer>(made.assets);
  for (const name of made.workerFiles) assets.set(name, readFileSync(join(main, "..", name)));
  if (program.hasConsole) {
    for (const [name, content] of await consoleAssets()) assets.set(`console/${name}`, content);
    for (const name of installFiles) {
      assets.set(`install/${name}`, readFileSync(join(workspace, "install", name)));
    }
  }
  return options.archs.map((arch) =>
    buildOne({ program, arch, main, assets, packages }, work, options),
  );
}

interface One {
  readonly program: Program;
  readonly arch: ReleaseArch;
  readonly main: string;
  readonly assets: ReadonlyMap<string, string | Buffer>;
  readonly packages: readonly PackageInside[];
}

function buildOne(one: One, work: string, options: BuildOptions): ReleaseFile {
  const { program, arch, main, packages } = one;
  const base = baseNode(arch);
  const name = `${program.name}-linux-${arch}`;
  const assets = new Map(one.assets).set("licences.txt", licencesText(packages, base.licence));
  const { nodeFlags } = program;
  const binary = singleExecutable({ base: base.path, main, assets, nodeFlags });
  writeFileSync(join(work, name), binary, { mode: 0o755 });
  const { version, commit, committedAt } = options;
  const of = { program: program.name, version, commit, committedAt };
  const text = sbom({ ...of, sha256: sha256(binary), base, packages });
  writeFileSync(join(work, `${name}.cdx.json`), text);
  const packed = options.encodings.map((encoding) => {
    const bytes = pack(binary, encoding);
    const packedName = `${name}.${ending[encoding]}`;
    writeFileSync(join(work, packedName), bytes);
    return { name: packedName, encoding, sha256: sha256(bytes), bytes: bytes.length };
  });
  const sizes = packed.map((each) => `${each.encoding} ${megabytes(each.bytes)}`);
  options.say(`${name} ${megabytes(binary.length)}${sizes.map((size) => `, ${size}`).join("")}`);
  return {
    program: program.name,
    arch,
    name,
    sha256: sha256(binary),
    bytes: binary.length,
    packed,
  };
}

/** As `sha256sum --check` reads it. */
function checksums(files: readonly ReleaseFile[]): string {
  const lines = files.flatMap((file) => [file, ...file.packed]);
  return lines.map((each) => `${each.sha256}  ${each.name}\n`).join("");
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
