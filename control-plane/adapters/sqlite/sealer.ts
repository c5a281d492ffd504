import type { SeriesKey } from "../../samples/blocks.ts";
import { type Chunk, mergeChunks } from "./chunk.ts";
import type { HeadFile, LogRow, OpenWindow } from "./head-file.ts";
import { whileMoving } from "./moving.ts";
import { unpackBlocks } from "./packed-batch.ts";
import type { PeriodFile } from "./period-file.ts";
import type { PeriodFiles } from "./period-files.ts";
import { rollUpPoints, rollUpSamples } from "./rollup.ts";
import { SeriesRows } from "./series-rows.ts";
import {
  hourTier,
  minuteTier,
  periodAt,
  quarterTier,
  rawTier,
  type Tier,
  windowMs,
} from "./tiers.ts";

/**
 * Takes windows out of the log: packs each series' rows into its chunk and computes the roll-ups of that
 * window anew from the whole chunk, so that rows which come late end up in them as well. The files are
 * synced before the log lets go of the rows; a crash between leaves rows in both, and the next run merges
 * them by time.
 */
export class Sealer {
  readonly #head: HeadFile;
  readonly #files: PeriodFiles;
  readonly #moving: Int32Array;
  readonly #touched = new Set<PeriodFile>();
  readonly #renames = new Map<PeriodFile, Rename>();

  constructor(head: HeadFile, files: PeriodFiles, moving: Int32Array) {
    this.#moving = moving;
    this.#head = head;
    this.#files = files;
  }

  /** Seals the windows; how many series of a window were written. */
  seal(windows: readonly OpenWindow[], newestMs: number): number {
    let series = 0;
    const read: ReadWindow[] = [];
    try {
      for (const window of windows) {
        const rows = this.#head.logRows(window);
        for (const [key, ofSeries] of seriesOf(window, rows)) {
          this.#sealSeries(key, window.startMs, ofSeries);
          series += 1;
        }
        read.push({ window, lastId: rows.at(-1)?.id ?? 0 });
      }
      this.#move(read, newestMs);
    } catch (error) {
      for (const file of this.#touched) file.rollback();
      throw error;
    } finally {
      this.#touched.clear();
      this.#renames.clear();
    }
    return series;
  }

  #move(read: readonly ReadWindow[], newestMs: number): void {
    whileMoving(this.#moving, () => {
      for (const file of this.#touched) file.commit();
      this.#head.transaction(() => {
        for (const { window, lastId } of read) this.#head.dropWindow(window, lastId);
        this.#head.putMeta("newest", newestMs);
      });
    });
  }

  #sealSeries(key: SeriesKey, startMs: number, rows: SeriesRows): void {
    const raw = this.#file(rawTier, startMs);
    const id = raw.seriesId(key);
    const span = { fromMs: startMs, toMs: startMs + windowMs };
    const before = raw.read(id, span);
    const { times, columns } = rows.finish();
    const fresh = {
      times,
      columns: new Map([...columns].map(([name, column]) => [raw.fieldId(name), column])),
    };
    const samples = before.times.length === 0 ? fresh : mergeChunks(before, fresh);
    raw.writeChunk(id, startMs, samples);
    this.#writeRollups(key, startMs, { file: raw, samples });
  }

  #writeRollups(
    key: SeriesKey,
    startMs: number,
    raw: { readonly file: PeriodFile; readonly samples: Chunk },
  ): void {
    for (const tier of [minuteTier, quarterTier]) {
      const file = this.#file(tier, startMs);
      const points = rollUpSamples(raw.samples, tier.widthMs, this.#sameFields(raw.file, file));
      file.writePart(file.seriesId(key), startMs, points);
    }
    const hourMs = Math.floor(startMs / hourTier.widthMs) * hourTier.widthMs;
    const quarters = this.#file(quarterTier, startMs);
    const span = { fromMs: hourMs, toMs: hourMs + hourTier.widthMs };
    const ofHour = quarters.read(quarters.seriesId(key), span);
    const hours = this.#file(hourTier, startMs);
    const point = rollUpPoints(ofHour, hourTier.widthMs, this.#sameFields(quarters, hours));
    hours.writePart(hours.seriesId(key), hourMs, point);
  }

  #file(tier: Tier, ms: number): PeriodFile {
    const file = this.#files.use(tier, periodAt(tier, ms));
    file.begin();
    this.#touched.add(file);
    return file;
  }

  /** Numbers of the fields of one file in another. */
  #sameFields(from: PeriodFile, to: PeriodFile): ReadonlyMap<number, number> {
    const names = from.fieldNames();
    const known = this.#renames.get(to);
    if (known?.names === names) return known.numbers;
    const numbers = new Map([...names].map(([id, name]) => [id, to.fieldId(name)]));
    this.#renames.set(to, { names, numbers });
    return numbers;
  }
}

interface ReadWindow {
  readonly window: OpenWindow;
  /** What came after it is not sealed yet. */
  readonly lastId: number;
}

interface Rename {
  readonly names: ReadonlyMap<number, string>;
  readonly numbers: ReadonlyMap<number, number>;
}

function seriesOf(window: OpenWindow, rows: readonly LogRow[]): Iterable<[SeriesKey, SeriesRows]> {
  const bySeries = new Map<string, [SeriesKey, SeriesRows]>();
  for (const row of rows) {
    for (const block of unpackBlocks(row.data, row)) {
      for (let index = 0; index < block.machines.length; index += 1) {
        const [machine, device] = [block.machines[index]!, block.devices[index]!];
        const text = `${block.target}\n${machine}\n${device}`;
        let series = bySeries.get(text);
        if (series === undefined) {
          const key = { target: block.target, host: window.host, machine, device };
          series = [key, new SeriesRows()];
          bySeries.set(text, series);
        }
        series[1].add(block, index);
      }
    }
  }
  return bySeries.values();
}
