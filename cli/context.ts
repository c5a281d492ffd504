import { Client } from "./client.ts";
import { loadConnection } from "./settings.ts";

/** What every command gets: the outside world, so that tests can give another. */
export interface Context {
  readonly env: NodeJS.ProcessEnv;
  readonly out: (text: string) => void;
  /** Progress and notes; never mixed into what scripts read. */
  readonly note: (text: string) => void;
  readonly isTerminal: boolean;
  readonly now: () => number;
  readonly uuid: () => string;
  readonly readSecret: (prompt: string) => Promise<string>;
  /** Null where there is no such program. */
  readonly findProgram: (name: string) => string | null;
  /** In this terminal; its exit code. */
  readonly runProgram: (path: string, args: readonly string[]) => Promise<number>;
  readonly setExitCode: (code: number) => void;
}

export function clientOf(context: Context): Client {
  return new Client(loadConnection(context.env));
}

/** Machine-readable or human, by the one flag that every command has. */
export function print(context: Context, json: boolean, value: unknown, human: () => string): void {
  context.out(json ? JSON.stringify(value, null, 2) : human());
}
