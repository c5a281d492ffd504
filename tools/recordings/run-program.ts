import { spawn } from "node:child_process";

export interface Ran {
  /** Null: it was still waiting when its time was over, and was ended. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, or for so long; nobody answers what it asks. */
export function runProgram(
  command: readonly string[],
  { waitMs = 60_000, mustEnd }: { readonly waitMs?: number; readonly mustEnd?: number } = {},
): Promise<Ran> {
  const [program = "", ...args] = command;
  const env = { ...process.env, LC_ALL: "C.UTF-8", COLUMNS: "80" };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (bytes: Buffer) => {
      stdout += bytes.toString();
    });
    child.stderr.on("data", (bytes: Buffer) => {
      stderr += bytes.toString();
    });
    const timer = setTimeout(() => child.kill("SIGKILL"), waitMs);
    child.on("error", reject);
    child.on("close", (exitCode) => {
      clearTimeout(timer);
      if (mustEnd !== undefined && exitCode !== mustEnd) {
        reject(new Error(`${command.join(" ")} ended with ${exitCode}: ${stdout}${stderr}`));
      } else resolve({ exitCode, stdout, stderr });
    });
  });
}
