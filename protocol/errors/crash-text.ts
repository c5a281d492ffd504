const messageMost = 2_000;
const linesMost = 12;
const lineMost = 300;
const causesMost = 3;

/**
 * An error that nobody caught, for whoever reads what a process leaves behind: what, where and its causes, all bounded. Node's own
 * text begins with the line of source, which in a bundled program is kilobytes. Small and without imports, since every
 * process loads it first.
 */
export function crashText(program: string, error: unknown): string {
  const lines = [`${program} crashed: ${headOf(error)}`, ...stackOf(error)];
  let cause = causeOf(error);
  for (let depth = 0; depth < causesMost && cause !== undefined; depth += 1) {
    lines.push(`  cause: ${headOf(cause)}`);
    cause = causeOf(cause);
  }
  return `${lines.join("\n")}\n  exit code: 1\n`;
}

/** What can say something and end: Node's `process`. */
export interface Mortal {
  readonly stderr: { write(text: string): unknown };
  exit(code: number): unknown;
}

/** For whatever nobody caught: it is told, and the program ends. */
export function crashTeller(program: string, mortal: Mortal): (error: unknown) => void {
  return (error) => {
    mortal.stderr.write(crashText(program, error));
    mortal.exit(1);
  };
}

function headOf(error: unknown): string {
  if (!(error instanceof Error)) return cut(String(error), messageMost);
  const code = "code" in error ? ` [${String(error.code)}]` : "";
  return `${error.name}: ${cut(error.message, messageMost)}${code}`;
}

/** The frames alone: the stack's own head repeats the message, however long it is. */
function stackOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return frames.slice(0, linesMost).map((line) => cut(line, lineMost));
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? (error.cause ?? undefined) : undefined;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}...`;
}
