import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { HeadFile, SeenPlaces } from "./head-file.ts";
import type { PackedBatch } from "./packed-batch.ts";
import { setAside } from "./period-files.ts";
import { isDamage } from "./sqlite-errors.ts";

export interface WriterOptions {
  readonly folder: string;
  readonly now: () => number;
  /** Odd while rows move from the head into the files. */
  readonly moving: Int32Array;
}

/**
 * The way in: batches and marks into the head, nothing else, so that an acknowledgement never waits for the
 * packing. Synchronous, in a thread of its own; its owner turns errors of SQLite into ours.
 */
export class MetricWriter {
  readonly #options: WriterOptions;
  readonly #seen = new SeenPlaces();
  readonly #damaged: string[] = [];
  #head: HeadFile | null = null;
  #moved = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  open(): void {
    mkdirSync(this.#options.folder, { recursive: true });
    const path = join(this.#options.folder, "head.sqlite");
    try {
      this.#head = new HeadFile(path, false);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#damaged.push(setAside(path));
      this.#head = new HeadFile(path, false);
    }
  }

  close(): void {
    this.#head?.close();
    this.#head = null;
  }

  marks(): ReturnType<HeadFile["marks"]> {
    return this.#opened().marks();
  }

  /** Rows and marks of all batches, or nothing. Synced when it returns. */
  append(batches: readonly PackedBatch[], forget: readonly { host: string; boot: string }[]): void {
    const head = this.#opened();
    const now = this.#options.now();
    const marks = new Map<string, { host: string; boot: string; upTo: number }>();
    try {
      head.transaction(() => {
        this.#forgetMoved();
        for (const batch of batches) {
          head.addBatch(batch, now, this.#seen);
          const { host, boot, seq } = batch;
          marks.set(`${host} ${boot}`, { host, boot, upTo: seq });
        }
        for (const mark of marks.values()) head.raiseMark(mark);
        for (const { host, boot } of forget) head.forgetMark(host, boot);
      });
    } catch (error) {
      this.#seen.clear();
      throw error;
    }
  }

  /** Files set aside since the start. */
  damaged(): readonly string[] {
    return this.#damaged;
  }

  /**
   * Places that the keeper removed must be written again. It counts before and after it removes them, and
   * cannot remove them while this transaction holds the head.
   */
  #forgetMoved(): void {
    const moved = Atomics.load(this.#options.moving, 0);
    if (moved !== this.#moved || moved % 2 === 1) this.#seen.clear();
    this.#moved = moved;
  }

  #opened(): HeadFile {
    if (this.#head === null) this.open();
    return this.#head!;
  }
}
