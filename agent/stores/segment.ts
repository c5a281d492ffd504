import { readFile, unlink } from "node:fs/promises";
import type { OutboxEntry } from "../ports/outbox-store.ts";
import {
  type Frame,
  type FrameContent,
  frameAt,
  frameHeader,
  frameHeaderBytes,
  frameTypes,
  scanFrames,
} from "./frame.ts";
import type { Disk } from "./raw-file.ts";

interface IndexRow {
  readonly seq: number;
  readonly offset: number;
  readonly payloadBytes: number;
}

interface OpenFile {
  readonly disk: Disk;
  readonly path: string;
  readonly fd: number;
}

/** What a segment found on disk holds beside its entries. */
export interface SegmentFound {
  readonly segment: Segment;
  /** Null where the first record is damaged. */
  readonly boot: string | null;
  readonly startSeq: number;
  readonly highestSeq: number;
  readonly trimmedTo: number;
  readonly damaged: number;
}

/** One append-only file of the outbox with the index of its entries. Not safe for overlapping calls. */
export class Segment {
  readonly path: string;
  readonly #disk: Disk;
  readonly #fd: number;
  #fileBytes: number;
  #index: IndexRow[] = [];
  /** True at first: what a killed process wrote may not be on the disk yet. */
  #dirty = true;

  private constructor(file: OpenFile, fileBytes: number) {
    const { disk, path, fd } = file;
    this.#disk = disk;
    this.path = path;
    this.#fd = fd;
    this.#fileBytes = fileBytes;
  }

  /** A new file that names its boot and first seq. Leaves no file behind where it fails. */
  static async create(
    disk: Disk,
    path: string,
    { boot, startSeq }: { readonly boot: string; readonly startSeq: number },
  ): Promise<Segment> {
    const fd = await disk.open(path, "wx+");
    const segment = new Segment({ disk, path, fd }, 0);
    try {
      const payload = Buffer.from(boot);
      await segment.#write([{ type: frameTypes.begin, seq: startSeq, at: 0, payload }]);
      return segment;
    } catch (error) {
      await disk.close(fd);
      await unlink(path);
      throw error;
    }
  }

  /** Reads a file back and cuts a damaged tail off. */
  static async find(disk: Disk, path: string): Promise<SegmentFound> {
    const bytes = await readFile(path);
    const scan = scanFrames(bytes);
    const fd = await disk.open(path, "r+");
    if (scan.intactBytes < bytes.length) await disk.truncate(fd, scan.intactBytes);
    const segment = new Segment({ disk, path, fd }, scan.intactBytes);
    const begin = scan.frames.find((frame) => frame.type === frameTypes.begin);
    segment.#index = scan.frames.filter((frame) => frame.type === frameTypes.entry).map(indexRow);
    return {
      segment,
      boot: begin === undefined ? null : begin.payload.toString("utf8"),
      startSeq: begin?.seq ?? 0,
      highestSeq: highest(scan.frames, frameTypes.entry),
      trimmedTo: highest(scan.frames, frameTypes.trim),
      damaged: scan.damaged,
    };
  }

  get fileBytes(): number {
    return this.#fileBytes;
  }

  get firstSeq(): number | null {
    return this.#index[0]?.seq ?? null;
  }

  get lastSeq(): number | null {
    return this.#index.at(-1)?.seq ?? null;
  }

  get payloadBytes(): number {
    return this.#index.reduce((sum, row) => sum + row.payloadBytes, 0);
  }

  /** How many entries wait here. */
  get entries(): number {
    return this.#index.length;
  }

  /** In the same write, before the entry, goes the note that those up to `trimmedTo` are forgotten. */
  async append(entry: OutboxEntry, trimmedTo: number | null): Promise<void> {
    const { seq, at, payload } = entry;
    const frame = { type: frameTypes.entry, seq, at, payload };
    await this.#write(trimmedTo === null ? [frame] : [trimNote(trimmedTo), frame]);
    const offset = this.#fileBytes - frameHeaderBytes - payload.length;
    this.#index.push({ seq, offset, payloadBytes: payload.length });
  }

  /** Notes on disk that entries up to `seq` are forgotten, in whichever segment they stand. */
  async noteTrim(seq: number): Promise<void> {
    await this.#write([trimNote(seq)]);
  }

  /** Forgets entries up to `seq` in the index; their bytes go with the file. */
  forget(seq: number): void {
    const keepFrom = this.#index.findIndex((row) => row.seq > seq);
    this.#index = keepFrom === -1 ? [] : this.#index.slice(keepFrom);
  }

  /** Up to `maxBytes` of payload or one entry from `fromSeq` on. Damaged ones are left out and forgotten. */
  async read(
    fromSeq: number,
    maxBytes: number,
  ): Promise<{ entries: OutboxEntry[]; damaged: number }> {
    const rows = upTo(maxBytes, this.#index, lowerBound(this.#index, fromSeq));
    const first = rows[0];
    const last = rows.at(-1);
    if (first === undefined || last === undefined) return { entries: [], damaged: 0 };
    const end = last.offset + frameHeaderBytes + last.payloadBytes;
    const bytes = await this.#disk.readAt(this.#fd, first.offset, end - first.offset);
    const found = rows.map((row) => frameAt(bytes, row.offset - first.offset));
    const entries = found.filter((frame): frame is Frame => frame !== null).map(entryOf);
    const damaged = new Set(rows.filter((_, at) => found[at] === null));
    if (damaged.size > 0) this.#index = this.#index.filter((row) => !damaged.has(row));
    return { entries, damaged: damaged.size };
  }

  async sync(): Promise<void> {
    if (!this.#dirty) return;
    await this.#disk.sync(this.#fd);
    this.#dirty = false;
  }

  close(): Promise<void> {
    return this.#disk.close(this.#fd);
  }

  async remove(): Promise<void> {
    await this.close();
    await unlink(this.path);
  }

  async #write(frames: readonly FrameContent[]): Promise<void> {
    const parts = frames.flatMap((frame) => [frameHeader(frame), frame.payload]);
    try {
      this.#dirty = true;
      this.#fileBytes += await this.#disk.writeAt(this.#fd, parts, this.#fileBytes);
    } catch (error) {
      await this.#takeBack();
      throw error;
    }
  }

  /** Where even this fails, the next frame is written over the torn one: it never becomes readable. */
  async #takeBack(): Promise<void> {
    try {
      await this.#disk.truncate(this.#fd, this.#fileBytes);
    } catch {}
  }
}

function trimNote(seq: number): FrameContent {
  return { type: frameTypes.trim, seq, at: 0, payload: new Uint8Array(0) };
}

function indexRow({ seq, offset, payload }: Frame): IndexRow {
  return { seq, offset, payloadBytes: payload.length };
}

function entryOf({ seq, at, payload }: Frame): OutboxEntry {
  return { seq, at, payload };
}

function highest(frames: readonly Frame[], type: number): number {
  return frames.reduce((max, frame) => (frame.type === type ? Math.max(max, frame.seq) : max), 0);
}

function lowerBound(index: readonly IndexRow[], fromSeq: number): number {
  let low = 0;
  let high = index.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index[middle]!.seq < fromSeq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function upTo(maxBytes: number, index: readonly IndexRow[], from: number): IndexRow[] {
  const rows: IndexRow[] = [];
  let bytes = 0;
  for (let at = from; at < index.length; at += 1) {
    const row = index[at]!;
    bytes += row.payloadBytes;
    if (bytes > maxBytes && rows.length > 0) break;
    rows.push(row);
  }
  return rows;
}
