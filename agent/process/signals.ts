/** Resolves at the first SIGTERM or SIGINT. A second one ends the process at once. */
export function stopAsked(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let isAsked = false;
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (isAsked) process.exit(signal === "SIGINT" ? 130 : 143);
        isAsked = true;
        resolve(signal);
      });
    }
  });
}
