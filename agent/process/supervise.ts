import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { restartExitCode } from "../upgrade/self-upgrader.ts";

const leastPauseMs = 1_000;
const mostPauseMs = 30_000;
/** A run of this length counts as one that works: the pause begins small again. */
const goodRunMs = 60_000;

/**
 * Keeps the agent running where no service manager does: begins it again when it ends by itself, and passes signals
 * on. Resolves with the exit code when it was told to stop.
 */
export async function supervise(command: readonly string[]): Promise<number> {
  const [program = "", ...args] = command;
  let child: ChildProcess | null = null;
  let wake: () => void = () => {};
  const told: { stop: boolean } = { stop: false };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      told.stop = true;
      child?.kill(signal);
      wake();
    });
  }
  let pauseMs = leastPauseMs;
  for (;;) {
    const begunMs = performance.now();
    child = spawn(program, args, {
      stdio: "inherit",
      env: { ...process.env, NOVACRON_SUPERVISED: "1" },
    });
    const code = await endOf(child);
    if (told.stop) return code;
    // Wrong settings do not mend themselves.
    if (code === 2) return code;
    const isGood = code === restartExitCode || performance.now() - begunMs > goodRunMs;
    pauseMs = isGood ? leastPauseMs : Math.min(mostPauseMs, pauseMs * 2);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pauseMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    if (told.stop) return 0;
  }
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
