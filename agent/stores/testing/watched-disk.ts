import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { type Disk, realDisk } from "../raw-file.ts";

/** Where between "only what was made durable" and "all of it" a power cut leaves the files. */
export interface PowerCut {
  /** Share of the new names that survive, oldest first, 0 to 1. */
  readonly names: number;
  /** Share of the bytes that were not synced that survive, 0 to 1; another one in each file. */
  readonly bytes: number;
}

/**
 * The real disk, which remembers what was really made durable: content by a sync of its descriptor, names by a
 * sync of their folder. A power cut takes the rest, as far as it is told to.
 */
export class WatchedDisk implements Disk {
  readonly #folder: string;
  readonly #paths = new Map<number, string>();
  /** Durable size of each file whose name is durable, and of those whose name is not yet. */
  readonly #durableBytes = new Map<string, number>();
  readonly #durableNames = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async open(path: string, flags: string): Promise<number> {
    const fd = await realDisk.open(path, flags);
    this.#paths.set(fd, path);
    return fd;
  }

  close(fd: number): Promise<void> {
    return realDisk.close(fd);
  }

  truncate(fd: number, bytes: number): Promise<void> {
    return realDisk.truncate(fd, bytes);
  }

  async sync(fd: number): Promise<void> {
    await realDisk.sync(fd);
    const path = this.#paths.get(fd) ?? "";
    this.#durableBytes.set(path, statSync(path).size);
  }

  writeAt(fd: number, parts: readonly Uint8Array[], position: number): Promise<number> {
    return realDisk.writeAt(fd, parts, position);
  }

  readAt(fd: number, position: number, length: number): Promise<Buffer> {
    return realDisk.readAt(fd, position, length);
  }

  async syncFolder(folder: string): Promise<void> {
    await realDisk.syncFolder(folder);
    for (const path of filesIn(folder)) this.#durableNames.add(path);
  }

  async replace(folder: string, name: string, text: string): Promise<void> {
    await realDisk.replace(folder, name, text);
    const path = `${folder}/${name}`;
    this.#durableBytes.set(path, statSync(path).size);
    for (const one of filesIn(folder)) this.#durableNames.add(one);
  }

  losePower(cut: PowerCut): void {
    const files = filesIn(this.#folder);
    const fresh = files.filter((path) => !this.#durableNames.has(path));
    const gone = new Set(fresh.slice(Math.round(fresh.length * cut.names)));
    for (const [index, path] of files.entries()) {
      if (gone.has(path)) rmSync(path);
      else this.#cut(path, (cut.bytes * (1 + index * 7.13)) % 1.0001);
    }
    for (const path of filesIn(this.#folder)) this.#durableNames.add(path);
  }

  #cut(path: string, share: number): void {
    const size = statSync(path).size;
    const durable = Math.min(size, this.#durableBytes.get(path) ?? 0);
    const left = durable + Math.floor((size - durable) * share);
    truncateSync(path, left);
    this.#durableBytes.set(path, left);
  }
}

/** A folder of its own in memory where there is one: durability is watched, so real flushes are waste. */
export function scratchFolder(name: string): string {
  return mkdtempSync(`${existsSync("/dev/shm") ? "/dev/shm" : tmpdir()}/${name}-`);
}

/** Writes the torn beginning of something at the end of a file. */
export function appendTorn(path: string, torn: Uint8Array): void {
  writeFileSync(path, Buffer.concat([readFileSync(path), torn]));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .filter((path) => dirname(path) === folder)
    .sort();
}
