import process from "node:process";
import { isSea } from "node:sea";
import { invariant, NovaError } from "@novacron/protocol/errors/nova-error";
import { version } from "@novacron/protocol/version";
import type { ReleaseJudge } from "./judge-release.ts";
import { ProgramFolder } from "./program-folder.ts";
import { type KeptProgram, type ProgramEvent, stepProgram } from "./program-state.ts";
import { isReleaseSigned } from "./release-signature.ts";
import { setTrialAlarm } from "./trial-alarm.ts";

/** Names the installed program to the one that it became. */
export const launchedBy = "NOVACRON_LAUNCHED_BY";

export function judgeOf(keys: readonly string[]): ReleaseJudge {
  const arch = process.arch === "arm64" ? "arm64" : "x64";
  return { ownVersion: version, arch, keys, isSigned: isReleaseSigned };
}

/**
 * The first act of an installed single binary: becomes the program that was upgraded to, keeping the process id.
 * Returns where this very program is the one to run.
 */
export async function becomeChosen(dataFolder: string, keys: readonly string[]): Promise<void> {
  if (!isSea() || process.env[launchedBy] !== undefined) return;
  const folder = new ProgramFolder(dataFolder);
  const chosen = await choose(folder, judgeOf(keys));
  // That of a trial before this start must not end what goes on after it.
  setTrialAlarm(chosen?.endAfterMs ?? null);
  if (chosen === null) return;
  const env = { ...definedOf(process.env), [launchedBy]: process.execPath };
  become(folder.fileOf(chosen.program.version), process.argv.slice(2), env);
}

/** Begins anew as the installed program, which looks what to become. */
export function beginAnew(): never {
  const { [launchedBy]: installed, ...env } = definedOf(process.env);
  return become(installed ?? process.execPath, process.argv.slice(2), env);
}

interface Chosen {
  readonly program: KeptProgram;
  readonly endAfterMs?: number;
}

export async function choose(folder: ProgramFolder, judge: ReleaseJudge): Promise<Chosen | null> {
  let event: ProgramEvent = { type: "begun", installedVersion: judge.ownVersion };
  // The newest, the one before it, then the installed one.
  for (let tries = 0; tries < 3; tries += 1) {
    const [state, effects] = stepProgram(await folder.read(), event, Date.now());
    // Not counted, a program that ends at once would be begun for ever: so it is not begun at all.
    if (effects.some(({ type }) => type === "save")) await folder.save(state);
    if (effects.some(({ type }) => type === "prune")) await folder.prune(state);
    const run = effects.find((effect) => effect.type === "run");
    if (run === undefined || run.program === null) return null;
    try {
      await folder.check(run.program, judge);
      return { ...run, program: run.program };
    } catch (error) {
      const why = error instanceof NovaError ? `${error.code}: ${error.message}` : String(error);
      event = { type: "unusable", why: why.slice(0, 1_000) };
    }
  }
  return null;
}

function become(path: string, args: readonly string[], env: Record<string, string>): never {
  const { execve } = process;
  invariant(execve !== undefined, "this Node can become another program");
  return execve.call(process, path, [path, ...args], env);
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const defined = Object.entries(env).filter(
    (one): one is [string, string] => one[1] !== undefined,
  );
  return Object.fromEntries(defined);
}
