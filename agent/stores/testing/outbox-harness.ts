import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { OutboxStoreHarness } from "../../ports/outbox-store.contract.ts";
import { OutboxFiles, type OutboxFilesOptions } from "../outbox-files.ts";
import { appendTorn, type PowerCut, scratchFolder, WatchedDisk } from "./watched-disk.ts";

/** Accidents done to real files. A killed process keeps its descriptors until the test ends. */
export class OutboxFilesHarness implements OutboxStoreHarness {
  readonly folder: string = scratchFolder("outbox");
  readonly #disk = new WatchedDisk(this.folder);
  readonly #options: Omit<OutboxFilesOptions, "folder">;
  #kernelBoot = 1;

  constructor(options: Omit<OutboxFilesOptions, "folder"> = {}) {
    this.#options = options;
  }

  store(): OutboxFiles {
    const kernelBootId = (): string => `kernel-boot-${this.#kernelBoot}`;
    const { folder } = this;
    return new OutboxFiles({ ...this.#options, folder, kernelBootId, disk: this.#disk });
  }

  /** The kernel still has every byte: nothing happens to the files. */
  async kill(): Promise<void> {}

  /** The process dies within a write: the beginning of a frame is in the file. */
  async killWithin(torn: Uint8Array): Promise<void> {
    const last = this.segments().at(-1);
    if (last !== undefined) appendTorn(last, torn);
  }

  async losePower(): Promise<void> {
    this.cutPower({ names: 0.5, bytes: 0.37 });
  }

  cutPower(cut: PowerCut): void {
    this.#kernelBoot += 1;
    this.#disk.losePower(cut);
  }

  segments(): string[] {
    const names = readdirSync(this.folder).filter((name) => name.endsWith(".seg"));
    return names.sort().map((name) => `${this.folder}/${name}`);
  }

  dispose(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
