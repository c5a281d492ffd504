import { execFile } from "node:child_process";

/** Standard output of a program that must end soon; null where it is absent, fails or hangs. */
export function runProgram(program: string, args: readonly string[]): Promise<string | null> {
  const bounds = { timeout: 5_000, killSignal: "SIGKILL", maxBuffer: 256 * 1024 } as const;
  return new Promise((resolve) => {
    execFile(program, [...args], bounds, (error, stdout) =>
      resolve(error === null ? stdout : null),
    );
  });
}
