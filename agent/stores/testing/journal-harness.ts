import { mkdtempSync } from "node:fs";
import { appendFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { JournalStoreHarness } from "../../ports/journal-store.contract.ts";
import { JournalFile } from "../journal-file.ts";

/**
 * Accidents done to a real file. Each resolved call has synced, so a power cut can at most leave the torn
 * beginning of a call that had not resolved.
 */
export class JournalFileHarness implements JournalStoreHarness {
  readonly folder: string = mkdtempSync(`${tmpdir()}/journal-`);
  readonly #compactBytes: number;

  constructor(compactBytes: number) {
    this.#compactBytes = compactBytes;
  }

  store(): JournalFile {
    return new JournalFile({ folder: this.folder, compactBytes: this.#compactBytes });
  }

  async kill(): Promise<void> {}

  async losePower(): Promise<void> {
    await appendFile(`${this.folder}/journal.jsonl`, '1a2b3c4d {"is":"entry","ent');
  }

  dispose(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
