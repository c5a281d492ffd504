/** A long suite: work numbered from 1, done in chunks, so that it can be stopped and resumed. */
export interface Campaign {
  readonly name: string;
  readonly help: string;
  /** What the numbers count: "seeds", "mutants", "cases". */
  readonly unit: string;
  readonly defaultCount: number;
  readonly chunk: number;
  /** Chunks at once; as many as there are processors by default. */
  readonly workers?: number;
  /** Command that runs numbers `from`..`to`; prints lines of JSON `{n, ok, detail?, stats?}`. */
  command(from: number, to: number): readonly string[];
}

export interface Line {
  readonly n: number;
  readonly ok: boolean;
  readonly detail?: string;
  /** Numbers that are summed over the campaign. */
  readonly stats?: Readonly<Record<string, number>>;
}

export interface Progress {
  readonly commit: string;
  readonly begunAt: string;
  /** The first number; 1 where nothing else was asked. */
  readonly from?: number;
  readonly doneUpTo: number;
  readonly seconds: number;
  readonly failures: readonly { readonly n: number; readonly detail: string }[];
  readonly stats: Readonly<Record<string, number>>;
}

export const keptFailures = 50;

/** Adds the lines of one chunk; pure. */
export function addChunk(
  before: Progress,
  lines: readonly Line[],
  chunk: { readonly to: number; readonly seconds: number },
): Progress {
  const failures = lines
    .filter((line) => !line.ok)
    .map((line) => ({ n: line.n, detail: (line.detail ?? "").slice(0, 2_000) }));
  const stats: Record<string, number> = { ...before.stats };
  for (const line of lines) {
    for (const [key, value] of Object.entries(line.stats ?? {})) {
      stats[key] = (stats[key] ?? 0) + value;
    }
  }
  return {
    ...before,
    doneUpTo: chunk.to,
    seconds: before.seconds + chunk.seconds,
    failures: [...before.failures, ...failures].slice(0, keptFailures),
    stats,
  };
}
