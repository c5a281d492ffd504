import { mkdtempSync } from "node:fs";
import { appendFile, readdir, rm, stat, truncate, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { OutboxStoreHarness } from "../../ports/outbox-store.contract.ts";
import { OutboxFiles, type OutboxFilesOptions } from "../outbox-files.ts";

/** Where between "only what was synced" and "all of it" a power cut leaves the files. */
export interface PowerCut {
  /** Share of the segments created since the last sync whose names survive, 0 to 1. */
  readonly names: number;
  /** Share of the unsynced bytes of the last segment that survive, 0 to 1. */
  readonly bytes: number;
}

/** Accidents done to real files. A killed process keeps its descriptors until the test ends. */
export class OutboxFilesHarness implements OutboxStoreHarness {
  readonly folder: string = mkdtempSync(`${tmpdir()}/outbox-`);
  readonly #options: Omit<OutboxFilesOptions, "folder">;
  readonly #synced = new Map<string, number>();
  #kernelBoot = 1;
  #cut: PowerCut = { names: 0.5, bytes: 0.37 };

  constructor(options: Omit<OutboxFilesOptions, "folder"> = {}) {
    this.#options = options;
  }

  store(): OutboxFiles {
    return new WatchedOutbox(
      {
        ...this.#options,
        folder: this.folder,
        kernelBootId: () => `kernel-boot-${this.#kernelBoot}`,
      },
      () => this.#noteSynced(),
    );
  }

  /** The kernel still has every byte: nothing happens to the files. */
  async kill(): Promise<void> {}

  /** The process dies within a write: the beginning of a frame is on disk. */
  async killWithin(torn: Uint8Array): Promise<void> {
    const last = (await this.#segments()).at(-1);
    if (last !== undefined) await appendFile(`${this.folder}/${last}`, torn);
  }

  cutNext(cut: PowerCut): void {
    this.#cut = cut;
  }

  async losePower(): Promise<void> {
    this.#kernelBoot += 1;
    const names = await this.#segments();
    const fresh = names.filter((name) => !this.#synced.has(name));
    const kept = Math.round(fresh.length * this.#cut.names);
    for (const name of fresh.slice(kept)) await unlink(`${this.folder}/${name}`);
    // An older segment is synced before the next is created: only the very last can be short.
    const last = names.at(-1);
    if (last !== undefined && kept === fresh.length) await this.#cutTail(last);
    await this.#noteSynced();
  }

  dispose(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }

  async #cutTail(name: string): Promise<void> {
    const { size } = await stat(`${this.folder}/${name}`);
    const synced = this.#synced.get(name) ?? 0;
    const left = synced + Math.floor((size - synced) * this.#cut.bytes);
    await truncate(`${this.folder}/${name}`, left);
  }

  async #segments(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => name.endsWith(".seg")).sort();
  }

  async #noteSynced(): Promise<void> {
    this.#synced.clear();
    for (const name of await this.#segments()) {
      this.#synced.set(name, (await stat(`${this.folder}/${name}`)).size);
    }
  }
}

class WatchedOutbox extends OutboxFiles {
  readonly #afterSync: () => Promise<void>;

  constructor(options: OutboxFilesOptions, afterSync: () => Promise<void>) {
    super(options);
    this.#afterSync = afterSync;
  }

  override async sync(): Promise<void> {
    await super.sync();
    await this.#afterSync();
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#afterSync();
  }
}
