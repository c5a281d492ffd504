import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { JournalStoreHarness } from "../../ports/journal-store.contract.ts";
import { JournalFile } from "../journal-file.ts";
import { appendTorn, scratchFolder, WatchedDisk } from "./watched-disk.ts";

/** Accidents done to a real file: what was not made durable goes, and a torn beginning stays behind. */
export class JournalFileHarness implements JournalStoreHarness {
  readonly folder: string = scratchFolder("journal");
  readonly #disk = new WatchedDisk(this.folder);
  readonly #compactBytes: number;

  constructor(compactBytes: number) {
    this.#compactBytes = compactBytes;
  }

  store(): JournalFile {
    const { folder } = this;
    return new JournalFile({ folder, compactBytes: this.#compactBytes, disk: this.#disk });
  }

  async kill(): Promise<void> {}

  async losePower(): Promise<void> {
    this.#disk.losePower({ names: 0, bytes: 0 });
    const path = `${this.folder}/journal.jsonl`;
    if (existsSync(path)) appendTorn(path, Buffer.from('1a2b3c4d {"is":"entry","ent'));
  }

  dispose(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
