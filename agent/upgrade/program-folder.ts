import { createHash } from "node:crypto";
import { access, constants, mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { agentFile, type ReleaseJudge, readManifest } from "./judge-release.ts";
import { type KeptProgram, noUpgrade, type ProgramState, programState } from "./program-state.ts";

const prefix = "novacron-agent-";

/** Where the programs that were upgraded to lie, with the state that says which of them runs. */
export class ProgramFolder {
  readonly path: string;

  constructor(dataFolder: string) {
    this.path = join(dataFolder, "program");
  }

  fileOf(version: string): string {
    return join(this.path, `${prefix}${version}`);
  }

  /** What cannot be read counts as "never upgraded": the installed program is always there and good. */
  async read(): Promise<ProgramState> {
    try {
      return programState.parse(JSON.parse(await readFile(this.#statePath, "utf8")));
    } catch {
      return noUpgrade;
    }
  }

  async save(state: ProgramState): Promise<void> {
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    const file = await open(`${this.#statePath}.new`, "w", 0o600);
    try {
      await file.writeFile(JSON.stringify(state));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.#statePath}.new`, this.#statePath);
  }

  /** Removes what the state does not name. */
  async prune({ current, previous }: ProgramState): Promise<void> {
    const keep = [current, previous].map((one) => `${prefix}${one?.version}`);
    for (const name of await readdir(this.path).catch(() => [])) {
      if (!name.startsWith(prefix) || keep.includes(name)) continue;
      await rm(join(this.path, name), { force: true });
    }
  }

  /**
   * Rejects RELEASE_UNTRUSTED where the file is not what a trusted key signed, RELEASE_REFUSED where it may not be
   * run: whoever could write into the data folder must not become what the agent runs as.
   */
  async check(program: KeptProgram, judge: ReleaseJudge): Promise<void> {
    const attempted = `run the agent ${program.version}`;
    const manifest = readManifest(program, judge);
    const { sha256 } = agentFile(manifest, judge.arch);
    const path = this.fileOf(program.version);
    try {
      await access(path, constants.R_OK | constants.X_OK);
    } catch (cause) {
      const next = "The data folder must be on a file system that programs may be run from";
      throw new NovaError("RELEASE_REFUSED", attempted, { cause, next });
    }
    if ((await hashOf(path)) !== sha256) {
      throw new NovaError("RELEASE_UNTRUSTED", `${attempted}: its file was changed`);
    }
  }

  get #statePath(): string {
    return join(this.path, "state.json");
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(path);
  for await (const chunk of file.createReadStream({ highWaterMark: 1024 * 1024 })) {
    hash.update(chunk);
  }
  return hash.digest("hex");
}
