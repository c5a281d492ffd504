import { join } from "node:path";
import type { TargetName } from "@novacron/protocol/metrics/targets";
import type { LatestRow, RangeQuery, TopQuery } from "../../ports/metric-store.ts";
import type { SeriesKey } from "../../samples/blocks.ts";
import { checkFields, Gather } from "../../samples/gather.ts";
import { Ranking } from "../../samples/ranking.ts";
import {
  figureGrid,
  gridOf,
  type KeptSince,
  resolutionFor,
  type StepGrid,
} from "../../samples/steps.ts";
import type { Chunk } from "./chunk.ts";
import { HeadFile } from "./head-file.ts";
import { type OpenSeries, readOpenSeries } from "./open-series.ts";
import type { PeriodFile, SeriesFilter } from "./period-file.ts";
import { PeriodFiles } from "./period-files.ts";
import { rollupColumn } from "./rollup.ts";
import { periodAt, rawTier, type Tier, tiers } from "./tiers.ts";

const mostTries = 4;

/** Takes what is found: `field` is the place in the question's fields. */
type Take = (
  key: SeriesKey,
  field: number,
  at: number,
  sums: { readonly sum: number; readonly count: number; readonly max: number },
) => void;

interface Question extends SeriesFilter {
  readonly fields: readonly string[];
}

/**
 * Everything that reads, on connections of its own that only read, so that a question never waits for a
 * write. The head is read before the files: rows leave the head only when they are in a file.
 */
export class MetricReader {
  readonly #headPath: string;
  readonly #files: PeriodFiles;
  readonly #moving: Int32Array;
  #head: HeadFile | null = null;

  constructor(folder: string, moving: Int32Array, onDamage: (path: string) => void) {
    this.#moving = moving;
    this.#headPath = join(folder, "head.sqlite");
    this.#files = new PeriodFiles(folder, true, (path) => onDamage(path));
  }

  close(): void {
    this.#files.closeAll();
    this.#head?.close();
    this.#head = null;
  }

  range(query: RangeQuery): ReturnType<Gather["finish"]> {
    checkFields(query.target, query.fields);
    return this.#undisturbed(() => {
      const gather = new Gather(query, gridOf(query, this.#keptSince()));
      this.#collect(query, gather.grid, (key, field, at, sums) =>
        gather.series(key).addSums(field, at, sums),
      );
      return gather.finish();
    });
  }

  top(query: TopQuery): ReturnType<Ranking["first"]> {
    checkFields(query.target, [query.field]);
    const question = { target: query.target, fields: [query.field] };
    return this.#undisturbed(() => {
      const ranking = new Ranking();
      this.#collect(question, figureGrid(query, this.#keptSince()), (key, _field, _at, sums) =>
        ranking.add(query.target === "machine" ? key.machine : key.host, sums),
      );
      return ranking.first(query.limit);
    });
  }

  latest(target: TargetName, sinceMs: number): readonly LatestRow[] {
    const newest = new Map<string, LatestRow>();
    const keep = (key: SeriesKey, at: number, values: () => LatestRow["values"]): void => {
      const id = `${key.machine === "" ? key.host : key.machine}\n${key.device}`;
      if (at < sinceMs || at < (newest.get(id)?.at ?? sinceMs)) return;
      const [machine, device] = [key.machine || null, key.device || null];
      newest.set(id, { host: key.host, machine, device, at, values: values() });
    };
    const span = { fromMs: sinceMs, toMs: Number.MAX_SAFE_INTEGER };
    const open = this.#open({ target }, span);
    for (const period of this.#files.periods(rawTier)) {
      if (period.endMs <= sinceMs) continue;
      this.#files.tryUse(
        { tier: rawTier, period },
        (file) => newestOf(file, target, sinceMs, keep),
        null,
      );
    }
    for (const { key, rows } of open) {
      const last = rows.times.length - 1;
      keep(key, rows.times[last] ?? Number.NaN, () =>
        Object.fromEntries([...rows.columns].map(([name, column]) => [name, orNull(column[last])])),
      );
    }
    return [...newest.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  /**
   * Rows that move into the files while a question is answered could be missed or counted twice in its
   * roll-ups; then it is asked again. The last answer is taken as it is: it is off by a window at most.
   */
  #undisturbed<T>(run: () => T): T {
    for (let tries = 1; ; tries += 1) {
      const before = Atomics.load(this.#moving, 0);
      const answer = run();
      const same = Atomics.load(this.#moving, 0) === before && before % 2 === 0;
      if (same || tries === mostTries) return answer;
    }
  }

  #opened(): HeadFile {
    this.#head ??= new HeadFile(this.#headPath, true);
    return this.#head;
  }

  #keptSince(): KeptSince {
    return tiers.map(
      (tier) => this.#opened().getMeta(`kept${tier.resolution}`) ?? Number.NEGATIVE_INFINITY,
    );
  }

  #open(filter: SeriesFilter, span: { fromMs: number; toMs: number }): readonly OpenSeries[] {
    const head = this.#opened();
    return head.snapshot(() => readOpenSeries(head, filter, span));
  }

  #collect(question: Question, grid: StepGrid, take: Take): void {
    const span = { fromMs: grid.firstMs, toMs: grid.firstMs + grid.count * grid.stepMs };
    const open = this.#open(question, span);
    const tier = tiers[resolutionFor(grid.stepMs)]!;
    if (tier.resolution > 0) this.#collectSealed(tier, question, { span, take });
    else this.#collectSealed(tier, question, { span, take, except: timesOf(open) });
    for (const series of open) {
      const sealed = tier.resolution === 0 ? noTimes : this.#sealedTimes(series);
      takeOpen(series, question.fields, { span, sealed, take });
    }
  }

  /** Times of the series that are packed away, and so in the roll-ups, although the log still has them. */
  #sealedTimes(series: OpenSeries): ReadonlySet<number> {
    const [first, last] = [series.rows.times[0], series.rows.times.at(-1)];
    const times = new Set<number>();
    if (first === undefined || last === undefined) return times;
    const span = { fromMs: first, toMs: last + 1 };
    for (let ms = first; ms <= last; ms = periodAt(rawTier, ms).endMs) {
      const place = { tier: rawTier, period: periodAt(rawTier, ms) };
      this.#files.tryUse(
        place,
        (file) => {
          for (const { id, key } of file.findSeries(series.key)) {
            if (key.host !== series.key.host) continue;
            for (const at of file.read(id, span, new Set()).times) times.add(at);
          }
        },
        undefined,
      );
    }
    return times;
  }

  #collectSealed(
    tier: Tier,
    question: Question,
    to: {
      readonly span: { readonly fromMs: number; readonly toMs: number };
      readonly take: Take;
      /** Times for which the log's rows are taken instead. */
      readonly except?: ReadonlyMap<string, ReadonlySet<number>>;
    },
  ): void {
    for (const period of this.#files.periods(tier)) {
      if (period.endMs <= to.span.fromMs || period.startMs >= to.span.toMs) continue;
      const found = this.#files.tryUse(
        { tier, period },
        (file) => readSeries(file, question, to.span),
        [],
      );
      for (const { key, chunk, numbers } of found) {
        const except = to.except?.get(textOf(key));
        for (const [place, number] of numbers.entries()) {
          if (number !== null)
            takeChunk(tier, chunk, { key, place, number, except, take: to.take });
        }
      }
    }
  }
}

const noTimes: ReadonlySet<number> = new Set();

interface ReadSeries {
  readonly key: SeriesKey;
  readonly chunk: Chunk;
  /** Column of each field of the question in this file; null where the file has none. */
  readonly numbers: readonly (number | null)[];
}

function readSeries(
  file: PeriodFile,
  question: Question,
  span: { readonly fromMs: number; readonly toMs: number },
): readonly ReadSeries[] {
  const numbers = question.fields.map((name) => file.knownField(name));
  const wanted = new Set<number>();
  for (const number of numbers) {
    if (number === null) continue;
    if (file.tier.resolution === 0) wanted.add(number);
    else
      for (const part of ["sum", "count", "max"] as const) wanted.add(rollupColumn(number, part));
  }
  if (wanted.size === 0) return [];
  return file
    .findSeries(question)
    .map(({ id, key }) => ({ key, chunk: file.read(id, span, wanted), numbers }));
}

function takeChunk(
  tier: Tier,
  chunk: Chunk,
  to: {
    readonly key: SeriesKey;
    readonly place: number;
    readonly number: number;
    readonly except: ReadonlySet<number> | undefined;
    readonly take: Take;
  },
): void {
  const raw = tier.resolution === 0;
  const sums = chunk.columns.get(raw ? to.number : rollupColumn(to.number, "sum"));
  const counts = raw ? undefined : chunk.columns.get(rollupColumn(to.number, "count"));
  const peaks = raw ? sums : chunk.columns.get(rollupColumn(to.number, "max"));
  if (sums === undefined || peaks === undefined) return;
  for (let row = 0; row < chunk.times.length; row += 1) {
    const at = chunk.times[row]!;
    if (Number.isNaN(sums[row]) || to.except?.has(at) === true) continue;
    const count = raw ? 1 : (counts?.[row] ?? 0);
    to.take(to.key, to.place, at, { sum: sums[row]!, count, max: peaks[row]! });
  }
}

function takeOpen(
  series: OpenSeries,
  fields: readonly string[],
  to: {
    readonly span: { readonly fromMs: number; readonly toMs: number };
    readonly sealed: ReadonlySet<number>;
    readonly take: Take;
  },
): void {
  for (const [place, name] of fields.entries()) {
    const column = series.rows.columns.get(name);
    if (column === undefined) continue;
    for (let row = 0; row < column.length; row += 1) {
      const [at, value] = [series.rows.times[row]!, column[row]!];
      if (Number.isNaN(value) || to.sealed.has(at)) continue;
      if (at < to.span.fromMs || at >= to.span.toMs) continue;
      to.take(series.key, place, at, { sum: value, count: 1, max: value });
    }
  }
}

function newestOf(
  file: PeriodFile,
  target: TargetName,
  sinceMs: number,
  keep: (key: SeriesKey, at: number, values: () => LatestRow["values"]) => void,
): null {
  const names = file.fieldNames();
  for (const { id, key } of file.findSeries({ target })) {
    const chunk = file.newest(id, sinceMs);
    const at = chunk.times[0];
    if (at === undefined) continue;
    keep(key, at, () =>
      Object.fromEntries(
        [...chunk.columns].map(([field, column]) => [names.get(field) ?? "", orNull(column[0])]),
      ),
    );
  }
  return null;
}

function timesOf(open: readonly OpenSeries[]): ReadonlyMap<string, ReadonlySet<number>> {
  return new Map(open.map((one) => [textOf(one.key), new Set(one.rows.times)]));
}

function textOf(key: SeriesKey): string {
  return `${key.host}\n${key.machine}\n${key.device}`;
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
