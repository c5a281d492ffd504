import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, readdir } from "node:fs/promises";
import { invariant, NovaError } from "@novacron/protocol/errors/nova-error";
import type { OutboxEntry, OutboxState, OutboxStore } from "../ports/outbox-store.ts";
import { type BootRecord, readBootFile, writeBootFile } from "./boot-file.ts";
import { frameHeaderBytes, maxPayloadBytes } from "./frame.ts";
import { type Disk, realDisk } from "./raw-file.ts";
import { Segment, type SegmentFound } from "./segment.ts";
import { SerialQueue } from "./serial-queue.ts";
import { setAside } from "./set-aside.ts";
import { storeError } from "./store-error.ts";

export interface OutboxFilesOptions {
  readonly folder: string;
  /** A segment that grew to this size is followed by a new one, and removed once all of it is trimmed. */
  readonly segmentBytes?: number;
  /** The files together never grow beyond it, several segments at least; `append` then rejects DISK_FULL. */
  readonly maxBytes?: number;
  readonly newBootId?: () => string;
  readonly kernelBootId?: () => string;
  readonly disk?: Disk;
}

/** Seqs are reserved in the boot file this many at a time: one small durable write for that many batches. */
const reservedSeqs = 1_024;

/**
 * The outbox in segment files of framed records. `append` hands the bytes to the kernel, so a killed process
 * loses nothing; `sync` (fdatasync) makes them safe from a power cut, and the core decides how often.
 * Continuity rests on the boot file: it is raised durably before a seq beyond its ceiling is given, so after
 * damage or a power cut counting goes on above the ceiling. Without it, a new boot begins and the
 * old segments are set aside, because nothing proves which seqs were given.
 */
export class OutboxFiles implements OutboxStore {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #segmentBytes: number;
  readonly #maxBytes: number;
  readonly #newBootId: () => string;
  readonly #kernelBootId: () => string;
  readonly #queue = new SerialQueue();
  #segments: Segment[] = [];
  #number = 0;
  #boot = "";
  #ceiling = 0;
  #nextSeq = 1;
  #damaged = 0;
  /** The boot file says that this life has begun. */
  #begun = false;
  /** Forgotten up to here, and the disk does not know: the next entry takes the note along. */
  #unnoted: number | null = null;
  /** Names may not be durable; true at first, because a killed process may have left them so. */
  #folderDirty = true;

  constructor(options: OutboxFilesOptions) {
    this.#disk = options.disk ?? realDisk;
    this.#folder = options.folder;
    this.#segmentBytes = options.segmentBytes ?? 4 * 1024 * 1024;
    this.#maxBytes = options.maxBytes ?? 1024 * 1024 * 1024;
    this.#newBootId = options.newBootId ?? randomUUID;
    this.#kernelBootId = options.kernelBootId ?? readKernelBootId;
  }

  open(): Promise<OutboxState> {
    return this.#run("open the outbox", async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const found = await this.#findSegments();
      const record = await readBootFile(this.#folder);
      if (record === null) await this.#beginBoot(found);
      else this.#continueBoot(record, found);
      return this.#state();
    });
  }

  append(entry: OutboxEntry): Promise<void> {
    return this.#run(`append batch ${entry.seq} to the outbox`, async () => {
      invariant(entry.seq >= this.#nextSeq, `outbox seq ${entry.seq} was given before`);
      invariant(entry.payload.length <= maxPayloadBytes, "outbox payload within its limit");
      this.#demandRoom(entry);
      await this.#reserve(entry.seq);
      const segment = await this.#segmentFor(entry);
      await segment.append(entry, this.#unnoted);
      this.#unnoted = null;
      this.#nextSeq = entry.seq + 1;
    });
  }

  sync(): Promise<void> {
    return this.#run("sync the outbox", async () => {
      await this.#syncAll();
    });
  }

  read(fromSeq: number, maxBytes: number): Promise<readonly OutboxEntry[]> {
    return this.#run("read the outbox", async () => {
      const entries: OutboxEntry[] = [];
      let left = maxBytes;
      for (const segment of this.#segments) {
        const part = await this.#readSegment(segment, fromSeq, left);
        const fitting = entries.length === 0 ? part : withinBytes(part, left);
        entries.push(...fitting);
        left -= fitting.reduce((sum, one) => sum + one.payload.length, 0);
        // What did not fit must not be overtaken by a smaller one of the next segment.
        if (fitting.length < part.length || stopsShort(part, segment)) break;
      }
      return entries;
    });
  }

  trim(seq: number): Promise<void> {
    return this.#run(`trim the outbox to ${seq}`, async () => {
      if (!this.#segments.some((one) => one.firstSeq !== null && one.firstSeq <= seq)) return;
      for (const segment of this.#segments) segment.forget(seq);
      await this.#removeEmpty();
      this.#unnoted = Math.min(seq, this.#nextSeq - 1);
    });
  }

  renew(): Promise<OutboxState> {
    return this.#run("begin a new boot of the outbox", async () => {
      const segments = this.#segments;
      await setAside(
        this.#disk,
        this.#folder,
        segments.map((one) => one.path),
      );
      this.#segments = [];
      this.#unnoted = null;
      this.#boot = this.#newBootId();
      this.#ceiling = 0;
      this.#nextSeq = 1;
      // The first append writes the boot file; a crash before it goes on with the old boot, empty.
      this.#begun = false;
      for (const segment of segments) await segment.close();
      return this.#state();
    });
  }

  damaged(): number {
    return this.#damaged;
  }

  close(): Promise<void> {
    return this.#run("close the outbox", async () => {
      await this.#noteTrim();
      await this.#syncAll();
      const segments = this.#segments;
      this.#segments = [];
      for (const segment of segments) await segment.close();
      if (this.#begun) await this.#noteClose();
    });
  }

  #run<T>(attempted: string, task: () => Promise<T>): Promise<T> {
    return this.#queue.run(async () => {
      try {
        return await task();
      } catch (error) {
        throw storeError(error, `${attempted} in ${this.#folder}`);
      }
    });
  }

  async #findSegments(): Promise<SegmentFound[]> {
    const names = (await readdir(this.#folder)).filter((name) => /^\d{12}\.seg$/.test(name)).sort();
    const found: SegmentFound[] = [];
    for (const name of names) {
      found.push(await Segment.find(this.#disk, `${this.#folder}/${name}`));
      this.#number = Number(name.slice(0, 12));
    }
    return found;
  }

  async #beginBoot(found: readonly SegmentFound[]): Promise<void> {
    for (const { segment, damaged } of found) {
      this.#damaged += damaged + segment.entries;
      await segment.close();
    }
    await setAside(
      this.#disk,
      this.#folder,
      found.map(({ segment }) => segment.path),
    );
    this.#boot = this.#newBootId();
  }

  #continueBoot(record: BootRecord, found: readonly SegmentFound[]): void {
    const trimmedTo = Math.max(0, ...found.map((one) => one.trimmedTo));
    const highest = Math.max(0, ...found.map((one) => Math.max(one.highestSeq, one.startSeq - 1)));
    this.#damaged = found.reduce((sum, one) => sum + one.damaged, 0);
    const powerCut = !record.clean && record.kernelBootId !== this.#kernelBootId();
    const proven = this.#damaged === 0 && found.length > 0 && !powerCut;
    this.#segments = found.map((one) => one.segment);
    for (const segment of this.#segments) segment.forget(trimmedTo);
    this.#boot = record.boot;
    this.#ceiling = Math.max(record.ceiling, highest);
    this.#nextSeq = (proven ? highest : this.#ceiling) + 1;
  }

  #demandRoom(entry: OutboxEntry): void {
    const used = this.#segments.reduce((sum, segment) => sum + segment.fileBytes, 0);
    if (used + frameHeaderBytes + entry.payload.length <= this.#maxBytes) return;
    throw new NovaError("DISK_FULL", `append batch ${entry.seq} to the outbox`, {
      details: { usedBytes: used, maxBytes: this.#maxBytes },
    });
  }

  /** The boot file is written before the first entry, not at open: a full disk does not forbid a start. */
  async #reserve(seq: number): Promise<void> {
    if (this.#begun && seq <= this.#ceiling) return;
    const ceiling = seq <= this.#ceiling ? this.#ceiling : seq + reservedSeqs;
    await this.#writeBootFile({ ceiling, clean: false });
    this.#ceiling = ceiling;
    this.#begun = true;
  }

  async #segmentFor(entry: OutboxEntry): Promise<Segment> {
    const active = this.#segments.at(-1);
    if (active !== undefined && active.fileBytes < this.#segmentBytes) return active;
    // The old one is durable before the new one exists, so a power cut can never leave a hole.
    await active?.sync();
    this.#number += 1;
    const path = `${this.#folder}/${String(this.#number).padStart(12, "0")}.seg`;
    const segment = await Segment.create(this.#disk, path, {
      boot: this.#boot,
      startSeq: entry.seq,
    });
    this.#segments.push(segment);
    this.#folderDirty = true;
    await this.#removeEmpty();
    return segment;
  }

  async #syncAll(): Promise<void> {
    for (const segment of this.#segments) await segment.sync();
    if (this.#folderDirty) await this.#disk.syncFolder(this.#folder);
    this.#folderDirty = false;
  }

  async #readSegment(segment: Segment, fromSeq: number, maxBytes: number): Promise<OutboxEntry[]> {
    for (;;) {
      const { entries, damaged } = await segment.read(fromSeq, maxBytes);
      this.#damaged += damaged;
      if (entries.length > 0 || damaged === 0) return entries;
    }
  }

  /** The last segment stays: it carries the count, and the mark of what was trimmed. */
  async #removeEmpty(): Promise<void> {
    const last = this.#segments.at(-1);
    for (const segment of this.#segments.filter((one) => one !== last && one.entries === 0)) {
      this.#segments = this.#segments.filter((one) => one !== segment);
      await segment.remove();
    }
  }

  /** Without it the entries come again, which does no harm: so it is left out on a full disk, or by a crash. */
  async #noteTrim(): Promise<void> {
    const seq = this.#unnoted;
    this.#unnoted = null;
    if (seq !== null) await unlessFull(async () => this.#segments.at(-1)?.noteTrim(seq));
  }

  /** On a full disk it is left out: if the host goes down next, counting goes on above the ceiling. */
  async #noteClose(): Promise<void> {
    await unlessFull(() => this.#writeBootFile({ ceiling: this.#ceiling, clean: true }));
  }

  #state(): OutboxState {
    const waiting = this.#segments.filter((segment) => segment.entries > 0);
    return {
      boot: this.#boot,
      first: waiting[0]?.firstSeq ?? null,
      last: waiting.at(-1)?.lastSeq ?? null,
      nextSeq: this.#nextSeq,
      bytes: waiting.reduce((sum, segment) => sum + segment.payloadBytes, 0),
    };
  }

  #writeBootFile(part: { ceiling: number; clean: boolean }): Promise<void> {
    const kernelBootId = this.#kernelBootId();
    return writeBootFile(this.#disk, this.#folder, { boot: this.#boot, kernelBootId, ...part });
  }
}

async function unlessFull(write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (storeError(error, "write").code !== "DISK_FULL") throw error;
  }
}

function stopsShort(part: readonly OutboxEntry[], { lastSeq }: Segment): boolean {
  const last = part.at(-1);
  return last !== undefined && last.seq !== lastSeq;
}

function withinBytes(entries: readonly OutboxEntry[], maxBytes: number): OutboxEntry[] {
  let bytes = 0;
  const end = entries.findIndex((one) => {
    bytes += one.payload.length;
    return bytes > maxBytes;
  });
  return end === -1 ? [...entries] : entries.slice(0, end);
}

function readKernelBootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
