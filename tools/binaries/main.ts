import { join, resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import {
  type ProgramName,
  programName,
  type ReleaseArch,
  releaseArch,
  releaseVersion,
} from "@novacron/protocol/domain/release";
import { workspace, workspaceVersion } from "../bundle/bundle.ts";
import { buildRelease } from "./build.ts";
import { releaseKeyOf } from "./release-key.ts";
import { sourceMark } from "./source-mark.ts";

const help = `npm run build:binaries [-- OPTION ...]
  --version X.Y.Z    version of the release; that of package.json by default
  --min-from X.Y.Z   oldest version that may be upgraded to it in one step; the minor release before by default
  --arch NAME        x64 or arm64; may be repeated; both by default
  --program NAME     novacron-agent, novacron or novacron-server; may be repeated; all by default
  --key FILE         Ed25519 release key (PEM); .cache/release-key.pem by default; made if absent
  --out FOLDER       dist by default; the release goes into FOLDER/<version>
`;

const { values } = parseArgs({
  options: {
    version: { type: "string", default: workspaceVersion },
    "min-from": { type: "string" },
    arch: { type: "string", multiple: true, default: [...releaseArch.options] },
    program: { type: "string", multiple: true, default: [...programName.options] },
    key: { type: "string", default: join(workspace, ".cache", "release-key.pem") },
    out: { type: "string", default: join(workspace, "dist") },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  process.stdout.write(help);
} else {
  const version = releaseVersion.parse(values.version);
  const archs: ReleaseArch[] = values.arch.map((name) => releaseArch.parse(name));
  const names: ProgramName[] = values.program.map((name) => programName.parse(name));
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const key = releaseKeyOf(resolve(values.key));
  const out = join(resolve(values.out), version);
  await buildRelease({
    out,
    version,
    ...sourceMark(),
    minFrom: releaseVersion.parse(values["min-from"] ?? previousMinor(version)),
    archs,
    programs: names,
    key,
    encodings: ["zstd", "gzip"],
    say,
  });
  say(`signed by ${key.publicText}\nin ${out}`);
}

/** Agents may be one minor release behind their control plane, so that is what an upgrade must take. */
function previousMinor(of: string): string {
  const [major = 0, minor = 0] = of.split(/[.-]/).map(Number);
  return minor > 0 ? `${major}.${minor - 1}.0` : `${Math.max(0, major - 1)}.0.0`;
}
