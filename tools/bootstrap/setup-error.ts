/** What a person must do before the set-up can go on: shown without a stack trace. */
export class SetupError extends Error {
  /** The one thing to do next, as a sentence or a command. */
  readonly next: string;

  constructor(what: string, next: string, cause?: unknown) {
    super(what, cause === undefined ? undefined : { cause });
    this.name = "SetupError";
    this.next = next;
  }
}

/** Runs an entry point; a SetupError ends it with two plain lines and status 1. */
export async function runMain(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`novacron: ${error.message}\nnovacron: what to do: ${error.next}\n`);
    process.exitCode = 1;
  }
}
