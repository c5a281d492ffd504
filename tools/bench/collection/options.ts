import { parseArgs } from "node:util";

export interface CollectionOptions {
  readonly rounds: number;
  /** Length of each window. */
  readonly seconds: number;
  /** How long a collector works before it is measured: what happens once after a start is over then. */
  readonly settleSeconds: number;
}

/** `--rounds N --seconds N --settle N`, each with its default. */
export function collectionOptions(
  args: readonly string[],
  defaults: { readonly rounds: number; readonly seconds: number; readonly settle: number },
): CollectionOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: `${defaults.rounds}` },
      seconds: { type: "string", default: `${defaults.seconds}` },
      settle: { type: "string", default: `${defaults.settle}` },
    },
  });
  return {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    settleSeconds: Number(values.settle),
  };
}
