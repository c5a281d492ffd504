import process from "node:process";
import type { Stack } from "./stack.ts";

/**
 * Runs a stack until a signal asks it to stop or a part of it cannot be kept running, and stops it in order
 * either way. A second signal ends it at once.
 */
export async function runUntilStopped(
  stack: Stack,
  say: (line: string) => void,
  onReady: () => void,
): Promise<number> {
  const asked = Promise.withResolvers<void>();
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    asked.resolve();
    if (signals === 1) say("stopping; machines keep running");
    else stack.kill();
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) process.on(name, onSignal);
  try {
    await Promise.race([stack.start(), asked.promise]);
    if (signals === 0) {
      onReady();
      await Promise.race([asked.promise, stack.gaveUp]);
    }
  } finally {
    await stack.stop();
    for (const name of names) process.off(name, onSignal);
  }
  say("stopped");
  return 0;
}
