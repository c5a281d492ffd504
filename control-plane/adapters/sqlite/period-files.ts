import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { PeriodFile } from "./period-file.ts";
import { isDamage } from "./sqlite-errors.ts";
import { type Period, periodNamed, type Tier, tiers } from "./tiers.ts";

/** Files kept open at a time; each costs two descriptors and some memory. */
const openLimit = 48;
const suffix = ".sqlite";

/** The files of all resolutions below one folder, opened when needed, the least used closed again. */
export class PeriodFiles {
  readonly #folder: string;
  readonly #readOnly: boolean;
  readonly #open = new Map<string, { readonly file: PeriodFile; readonly inode: number }>();
  readonly #onDamage: (path: string, error: unknown) => void;

  constructor(folder: string, readOnly: boolean, onDamage: (path: string, error: unknown) => void) {
    this.#folder = folder;
    this.#readOnly = readOnly;
    this.#onDamage = onDamage;
  }

  makeFolders(): void {
    for (const tier of tiers) mkdirSync(join(this.#folder, tier.name), { recursive: true });
  }

  /** The periods that have a file, oldest first. */
  periods(tier: Tier): readonly Period[] {
    const folder = join(this.#folder, tier.name);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => name.endsWith(suffix))
      .map((name) => periodNamed(tier, name.slice(0, -suffix.length)))
      .filter((period) => period !== null)
      .sort((a, b) => a.startMs - b.startMs);
  }

  pathOf(tier: Tier, period: Period): string {
    return join(this.#folder, tier.name, `${period.name}${suffix}`);
  }

  /** The open file; made where it is missing, unless this side only reads. */
  use(tier: Tier, period: Period): PeriodFile {
    const path = this.pathOf(tier, period);
    const known = this.#open.get(path);
    if (known !== undefined && (!this.#readOnly || inodeOf(path) === known.inode)) {
      this.#open.delete(path);
      this.#open.set(path, known);
      return known.file;
    }
    known?.file.close();
    this.#open.delete(path);
    const file = new PeriodFile(tier, period, { path, readOnly: this.#readOnly });
    this.#open.set(path, { file, inode: inodeOf(path) });
    this.#closeSurplus();
    return file;
  }

  /** What `run` gives for the file; `otherwise` where the file is missing or damaged. */
  tryUse<T>(
    place: { readonly tier: Tier; readonly period: Period },
    run: (file: PeriodFile) => T,
    otherwise: T,
  ): T {
    const path = this.pathOf(place.tier, place.period);
    if (!existsSync(path)) return otherwise;
    try {
      return run(this.use(place.tier, place.period));
    } catch (error) {
      if (!isDamage(error) && !(error instanceof RangeError)) throw error;
      this.#onDamage(path, error);
      return otherwise;
    }
  }

  opened(): readonly PeriodFile[] {
    return [...this.#open.values()].map((one) => one.file);
  }

  /** Removes a file and what SQLite keeps beside it. */
  remove(tier: Tier, period: Period): void {
    const path = this.pathOf(tier, period);
    this.#close(path);
    for (const end of ["", "-wal", "-shm"]) rmSync(`${path}${end}`, { force: true });
  }

  /** Moves a damaged file out of the way, for a person to look at; returns its new name. */
  setAside(path: string): string {
    this.#close(path);
    return setAside(path);
  }

  closeAll(): void {
    for (const path of [...this.#open.keys()]) this.#close(path);
  }

  #close(path: string): void {
    const known = this.#open.get(path);
    this.#open.delete(path);
    known?.file.close();
  }

  #closeSurplus(): void {
    for (const path of [...this.#open.keys()].slice(0, Math.max(0, this.#open.size - openLimit))) {
      this.#close(path);
    }
  }
}

export function setAside(path: string): string {
  let number = 1;
  while (existsSync(`${path}.damaged-${number}`)) number += 1;
  const aside = `${path}.damaged-${number}`;
  renameSync(path, aside);
  for (const end of ["-wal", "-shm"]) {
    if (existsSync(`${path}${end}`)) renameSync(`${path}${end}`, `${aside}${end}`);
  }
  return aside;
}

/** Bytes of all files below the folder, set-aside ones included. */
export function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += folderBytes(path);
    else bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

function inodeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.ino ?? -1;
}
