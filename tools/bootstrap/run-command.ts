import { spawn } from "node:child_process";

export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Answer with the status instead of throwing when it is not 0. */
  readonly allowFailure?: boolean;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
}

const outputLengthMax = 4 * 1024 * 1024;

/** Runs a program to its end, bounded in time and output; throws with what it wrote when it fails. */
export function runCommand(
  command: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [program = "", ...args] = command;
  const timeoutMs = options.timeoutMs ?? 60_000;
  return new Promise((resolve, reject) => {
    const env = options.env ?? process.env;
    const { cwd } = options;
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env, cwd });
    let stdout = "";
    let stderr = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    child.stdout.on("data", (chunk: Buffer) => {
      stdout = (stdout + chunk.toString()).slice(-outputLengthMax);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-outputLengthMax);
    });
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0 || (options.allowFailure === true && code !== null)) {
        resolve({ status: code, stdout, stderr });
        return;
      }
      const how = code === null ? `ended by ${signal} (limit ${timeoutMs} ms)` : `status ${code}`;
      reject(new Error(`${command.join(" ")}: ${how}: ${stderr.trim() || stdout.trim()}`));
    });
  });
}
