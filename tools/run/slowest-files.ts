export interface FileTimes {
  readonly path: string;
  /** When its last test ended. */
  readonly endedAt: number;
}

/**
 * Where the time of files went that run one after another: what passed since the end of the one before is a file's own,
 * with its set-up, of which the reports of tests know nothing.
 */
export function slowestFiles(
  files: readonly FileTimes[],
  begunAt: number,
): readonly { readonly path: string; readonly seconds: number }[] {
  const inOrder = files.toSorted((a, b) => a.endedAt - b.endedAt);
  const took = inOrder.map(({ path, endedAt }, index) => {
    const since = inOrder[index - 1]?.endedAt ?? begunAt;
    return { path, seconds: (endedAt - since) / 1000 };
  });
  return took.sort((a, b) => b.seconds - a.seconds).slice(0, shown);
}

const shown = 8;
