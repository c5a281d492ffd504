import { existsSync } from "node:fs";
import { join } from "node:path";
import { ageFrom, type Retention } from "../../samples/retention.ts";
import { HeadFile, type OpenWindow } from "./head-file.ts";
import { whileMoving } from "./moving.ts";
import { folderBytes, PeriodFiles } from "./period-files.ts";
import { Sealer } from "./sealer.ts";
import { isDamage } from "./sqlite-errors.ts";
import { type Period, periodAt, type Tier, tiers, windowMs } from "./tiers.ts";

/** Series packed or compacted by one call of `maintain`. */
const seriesPerCall = 200;
/** A window rests this long after its end, for batches on their way. */
const restMs = 30_000;
/** A window that is over when its first rows come gathers for so long: a backlog comes in many batches. */
const gatherMs = 60_000;
/** Rows that wait longer than this are sealed whatever their time says. */
const longestWaitMs = 30 * 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export interface KeeperOptions {
  readonly folder: string;
  readonly retention: Retention;
  /** Odd while rows move from the head into the files: readers look again. */
  readonly moving: Int32Array;
}

export interface KeeperState {
  readonly damaged: readonly string[];
  readonly droppedLateWindows: number;
  readonly sizeBytes: number;
}

/**
 * Packs what the head holds into the files, computes the roll-ups, drops what is over age or size. In a
 * thread of its own beside the writer; opened after it. Only here are the files written.
 */
export class MetricKeeper {
  readonly #options: KeeperOptions;
  readonly #files: PeriodFiles;
  readonly #damaged: string[] = [];
  /** Files without parts to compact since they were last written. */
  readonly #finished = new Set<string>();
  #head: HeadFile | null = null;
  #droppedLateWindows = 0;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#files = new PeriodFiles(options.folder, false, (path) => this.setAside(path));
  }

  open(): void {
    this.#files.makeFolders();
    this.#opened();
  }

  close(): void {
    this.#files.closeAll();
    this.#head?.close();
    this.#head = null;
  }

  maintain(nowMs: number): { readonly rolledUp: number; readonly dropped: number } {
    const dropped = this.#dropOld(nowMs);
    const sealed = this.#seal(nowMs);
    const compacted = sealed.series === 0 ? this.#compact(nowMs) : 0;
    return { rolledUp: sealed.series + compacted, dropped: dropped + sealed.dropped };
  }

  state(): KeeperState {
    return {
      damaged: this.#damaged,
      droppedLateWindows: this.#droppedLateWindows,
      sizeBytes: folderBytes(this.#options.folder),
    };
  }

  /** A reader found the file damaged, or this side did. */
  setAside(path: string): void {
    if (existsSync(path)) this.#damaged.push(this.#files.setAside(path));
  }

  #opened(): HeadFile {
    this.#head ??= new HeadFile(join(this.#options.folder, "head.sqlite"), false);
    return this.#head;
  }

  /** Time of the newest samples, about. A clock far ahead must not make everything else look old. */
  #newestMs(nowMs: number): number | null {
    const head = this.#opened();
    const [kept, logged] = [head.getMeta("newest"), head.newestLogged(nowMs + dayMs)];
    return kept === null ? logged : Math.max(kept, logged ?? kept);
  }

  #seal(nowMs: number): { readonly series: number; readonly dropped: number } {
    const head = this.#opened();
    const due = head.dueWindows(
      {
        endedMs: nowMs - restMs,
        gatheredMs: nowMs - gatherMs,
        sinceMs: nowMs - longestWaitMs,
        futureMs: nowMs + longestWaitMs,
      },
      64,
    );
    const rawSinceMs = head.getMeta("kept0") ?? Number.NEGATIVE_INFINITY;
    const horizonMs = Math.max(nowMs, this.#newestMs(nowMs) ?? nowMs) + dayMs;
    const outside = due.filter((one) => one.startMs < rawSinceMs || one.startMs > horizonMs);
    if (outside.length > 0) {
      whileMoving(this.#options.moving, () =>
        head.transaction(() => {
          for (const window of outside) head.dropWindow(window, Number.MAX_SAFE_INTEGER);
        }),
      );
      this.#droppedLateWindows += outside.length;
      return { series: 0, dropped: outside.length };
    }
    if (due.length === 0) return { series: 0, dropped: 0 };
    return { series: this.#sealSome(due, nowMs), dropped: 0 };
  }

  #sealSome(due: readonly OpenWindow[], nowMs: number): number {
    const head = this.#opened();
    const windows: OpenWindow[] = [];
    let series = 0;
    for (const window of due) {
      if (series > 0 && series + head.seriesIn(window) > seriesPerCall) break;
      windows.push(window);
      series += head.seriesIn(window);
    }
    for (const { startMs } of windows) {
      for (const tier of tiers) {
        this.#finished.delete(this.#files.pathOf(tier, periodAt(tier, startMs)));
      }
    }
    const sealer = new Sealer(head, this.#files, this.#options.moving);
    const newest = this.#newestMs(nowMs) ?? 0;
    try {
      return Math.max(1, sealer.seal(windows, newest));
    } catch (error) {
      if (!(isDamage(error) || error instanceof RangeError)) throw error;
      this.#findDamage(windows);
      return Math.max(1, sealer.seal(windows, newest));
    }
  }

  /** Something the windows touch is damaged: the files that do not pass SQLite's check are set aside. */
  #findDamage(windows: readonly OpenWindow[]): void {
    for (const tier of tiers) {
      for (const period of this.#files.periods(tier)) {
        const touched = windows.some(
          ({ startMs }) => startMs + windowMs > period.startMs && startMs < period.endMs,
        );
        if (touched) this.#checkFile(tier, period);
      }
    }
  }

  #checkFile(tier: Tier, period: Period): void {
    const path = this.#files.pathOf(tier, period);
    try {
      if (this.#files.use(tier, period).isSound()) return;
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    this.setAside(path);
  }

  #compact(nowMs: number): number {
    for (const tier of tiers) {
      if (tier.partMs === tier.spanMs) continue;
      for (const period of this.#files.periods(tier)) {
        const path = this.#files.pathOf(tier, period);
        if (this.#finished.has(path)) continue;
        const done = this.#files.tryUse(
          { tier, period },
          (file) => {
            const count = file.compact(nowMs - hourMs, seriesPerCall);
            if (count === 0 && !file.hasParts()) this.#finished.add(path);
            return count;
          },
          0,
        );
        if (done > 0) return done;
      }
    }
    return 0;
  }

  /** Whole files over age; then, while over size, the oldest file of the finest resolution that has two. */
  #dropOld(nowMs: number): number {
    const from = ageFrom(nowMs, this.#newestMs(nowMs));
    const { rawMs, rollupsMs, maxBytes } = this.#options.retention;
    let dropped = 0;
    for (const [resolution, age] of [rawMs, ...rollupsMs].entries()) {
      const tier = tiers[resolution]!;
      for (const period of this.#files.periods(tier)) {
        if (period.endMs <= from - age) dropped += this.#drop(tier, period);
      }
    }
    for (const tier of tiers) {
      for (const period of this.#files.periods(tier).slice(0, -1)) {
        if (folderBytes(this.#options.folder) <= maxBytes) return dropped;
        dropped += this.#drop(tier, period);
      }
    }
    return dropped;
  }

  #drop(tier: Tier, period: Period): number {
    const head = this.#opened();
    const key = `kept${tier.resolution}`;
    const since = Math.max(head.getMeta(key) ?? period.endMs, period.endMs);
    head.transaction(() => head.putMeta(key, since));
    this.#files.remove(tier, period);
    return 1;
  }
}
