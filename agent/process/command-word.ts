import { NovaError } from "@novacron/protocol/errors/nova-error";

/** What the program can be asked for; without a word it runs. */
export const commandWords = [
  "run",
  "supervise",
  "enroll",
  "identity",
  "doctor",
  "status",
  "version",
] as const;
export type CommandWord = (typeof commandWords)[number];

export interface CommandLine {
  readonly word: CommandWord | "help";
  /** Arguments after the word. */
  readonly args: readonly string[];
}

/** Throws CONFIG_INVALID for a word that is none. */
export function readCommandLine(all: readonly string[]): CommandLine {
  const [first, ...rest] = all;
  if (all.includes("--help") || first === "help") return { word: "help", args: rest };
  if (first === "--version") return { word: "version", args: rest };
  if (first === undefined || first.startsWith("-")) return { word: "run", args: all };
  const word = commandWords.find((known) => known === first);
  if (word !== undefined) return { word, args: rest };
  throw new NovaError("CONFIG_INVALID", `do "${first.slice(0, 40)}"`, {
    next: `Use one of: ${commandWords.join(", ")}; --help says more`,
  });
}
