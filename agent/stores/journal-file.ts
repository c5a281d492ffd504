import { mkdir, readFile } from "node:fs/promises";
import { invariant } from "@novacron/protocol/errors/nova-error";
import type { AgentFacts, JournalEntry, JournalStore } from "../ports/journal-store.ts";
import { type JournalRecord, journalLine, scanJournal } from "./journal-lines.ts";
import { JournalMemory } from "./journal-memory.ts";
import { type Disk, realDisk } from "./raw-file.ts";
import { SerialQueue } from "./serial-queue.ts";
import { storeError, systemCode } from "./store-error.ts";

export interface JournalFileOptions {
  readonly folder: string;
  /** A file beyond this size and four times its content is rewritten. */
  readonly compactBytes?: number;
  readonly disk?: Disk;
}

const fileName = "journal.jsonl";

/**
 * The journal as lines of JSON with checksums, only ever appended to. Each write is on the disk (fdatasync)
 * before it resolves; a torn end is cut off, since its write never resolved. When much of it is
 * outdated it is rewritten beside itself and renamed into place.
 */
export class JournalFile implements JournalStore {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #compactBytes: number;
  readonly #queue = new SerialQueue();
  #memory = new JournalMemory();
  #fd: number | null = null;
  #fileBytes = 0;
  #damaged = 0;

  constructor(options: JournalFileOptions) {
    this.#disk = options.disk ?? realDisk;
    this.#folder = options.folder;
    this.#compactBytes = options.compactBytes ?? 1024 * 1024;
  }

  open(): Promise<{ readonly entries: readonly JournalEntry[]; readonly facts: AgentFacts }> {
    return this.#run("open the journal", async () => {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const bytes = await readOrEmpty(this.#path);
      const scan = scanJournal(bytes);
      this.#damaged = scan.damaged;
      for (const record of scan.records) this.#memory.apply(record);
      await this.#openFile();
      if (scan.intactBytes < bytes.length)
        await this.#disk.truncate(this.#openFd, scan.intactBytes);
      this.#fileBytes = scan.intactBytes;
      return { entries: this.#memory.entries(), facts: this.#memory.facts };
    });
  }

  put(entry: JournalEntry): Promise<void> {
    const attempted = `write command ${entry.command.id} to the journal`;
    return this.#run(attempted, () => this.#append({ is: "entry", entry }));
  }

  putFacts(facts: AgentFacts): Promise<void> {
    return this.#run("write the agent's facts", () => this.#append({ is: "facts", facts }));
  }

  prune(keep: number): Promise<void> {
    return this.#run("prune the journal", async () => {
      const ids = this.#memory.beyond(keep);
      if (ids.length > 0) await this.#append({ is: "forget", ids });
    });
  }

  /** Lines found damaged at open; they were left out. */
  damaged(): number {
    return this.#damaged;
  }

  close(): Promise<void> {
    return this.#run("close the journal", async () => {
      if (this.#fd !== null) await this.#disk.close(this.#fd);
      this.#fd = null;
    });
  }

  get #path(): string {
    return `${this.#folder}/${fileName}`;
  }

  get #openFd(): number {
    invariant(this.#fd !== null, "the journal is open");
    return this.#fd;
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

  async #openFile(): Promise<void> {
    this.#fd = await this.#disk.open(this.#path, "a+");
    await this.#disk.close(this.#fd);
    this.#fd = await this.#disk.open(this.#path, "r+");
    await this.#disk.syncFolder(this.#folder);
  }

  async #append(record: JournalRecord): Promise<void> {
    const fd = this.#openFd;
    try {
      const written = await this.#disk.writeAt(
        fd,
        [Buffer.from(journalLine(record))],
        this.#fileBytes,
      );
      await this.#disk.sync(fd);
      this.#fileBytes += written;
    } catch (error) {
      await this.#takeBack(fd);
      throw error;
    }
    this.#memory.apply(record);
    if (this.#fileBytes > this.#compactBytes) await this.#compact();
  }

  /** Where even this fails, the next line is written over the torn one. */
  async #takeBack(fd: number): Promise<void> {
    try {
      await this.#disk.truncate(fd, this.#fileBytes);
    } catch {}
  }

  /** Where there is no room for it, the long file goes on serving. */
  async #compact(): Promise<void> {
    const text = this.#memory.records().map(journalLine).join("");
    const bytes = Buffer.byteLength(text);
    if (bytes * 4 > this.#fileBytes) return;
    try {
      await this.#disk.replace(this.#folder, fileName, text);
    } catch (error) {
      if (storeError(error, "compact").code === "DISK_FULL") return;
      throw error;
    }
    await this.#disk.close(this.#openFd);
    await this.#openFile();
    this.#fileBytes = bytes;
  }
}

async function readOrEmpty(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
