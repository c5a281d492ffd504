import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
export const logs = join(root, ".cache", "logs");
/** What Node made of sources: for the programs that tests start, and for Vitest itself. */
const codeCache = join(root, ".cache", "code");

export interface Outcome {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
}

export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

const keptOutput = 4 * 1024 * 1024;

/** Runs a program to its end; its output goes to a log file and, up to a bound, to the result. */
export function runLogged(
  name: string,
  command: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  mkdirSync(logs, { recursive: true });
  const log = createWriteStream(join(logs, `${name.replaceAll(/[^a-z0-9-]+/gi, "-")}.log`));
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, NODE_COMPILE_CACHE: codeCache, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const take = (chunk: Buffer): void => {
    log.write(chunk);
    output = (output + chunk.toString("utf8")).slice(-keptOutput);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise((resolve) => {
    child.on("error", (error) => {
      log.end();
      resolve({ code: 127, output: `${program}: ${error.message}` });
    });
    child.on("close", (code) => {
      log.end();
      resolve({ code: code ?? 1, output });
    });
  });
}

/** A check that passes or fails as a whole. A failure shows the end of its output. */
export async function runCheck(
  name: string,
  command: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const begun = performance.now();
  const { code, output } = await runLogged(name, command, env);
  const seconds = (performance.now() - begun) / 1000;
  report(name, code === 0, seconds);
  if (code !== 0) process.stdout.write(`${tail(output, 60)}\n`);
  return { name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, seconds };
}

export function report(name: string, good: boolean, seconds: number, detail = ""): void {
  process.stdout.write(`${good ? "ok  " : "FAIL"} ${name} (${seconds.toFixed(1)} s)${detail}\n`);
}

export function tail(text: string, lines: number): string {
  return text.split("\n").slice(-lines).join("\n");
}
