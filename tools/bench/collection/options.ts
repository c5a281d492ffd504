import { parseArgs } from "node:util";

export interface CollectionOptions {
  readonly rounds: number;
  /** Length of each window. */
  readonly seconds: number;
  /** How long a collector works before it is measured: what happens once after a start is over then. */
  readonly settleSeconds: number;
}

/** `--rounds N --seconds N --settle N`. By default a run is over within nine minutes, its 30 guests' start included. */
export function collectionOptions(args: readonly string[]): CollectionOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "2" },
      seconds: { type: "string", default: "40" },
      settle: { type: "string", default: "45" },
    },
  });
  return {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    settleSeconds: Number(values.settle),
  };
}
