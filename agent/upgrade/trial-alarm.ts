import { libcCall } from "../process/libc.ts";

/**
 * Ends this process by SIGALRM after that time unless it is set anew; null: never. The kernel keeps the time, also
 * when this process becomes another program (alarm(2), execve(2)), so that even one that blocks its own event loop
 * before it does anything is ended, and whoever keeps the agent running begins it again. Does nothing where it cannot.
 */
export function setTrialAlarm(afterMs: number | null): void {
  const seconds = afterMs === null ? 0 : Math.max(1, Math.ceil(afterMs / 1_000));
  libcCall("alarm", { return: "u32", arguments: ["u32"] })?.(seconds);
}
