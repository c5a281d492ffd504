const signals = ["SIGINT", "SIGTERM"] as const;
/** A stop that takes longer is cut short: everything accepted is stored by then. */
const stopMs = 20_000;

/** Resolves at the first signal. A second one, or a stop that hangs, ends the process at once. */
export function untilSignal(): Promise<string> {
  return new Promise((resolve) => {
    const handle = (signal: string): void => {
      setTimeout(() => process.exit(1), stopMs).unref();
      for (const name of signals) process.on(name, () => process.exit(1));
      resolve(signal);
    };
    for (const name of signals) process.once(name, handle);
  });
}
