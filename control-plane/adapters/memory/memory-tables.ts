import type { DiskWrite, MemoryDisk } from "./memory-disk.ts";

/** The tables as one transaction sees them: the disk's, with its own writes on top. */
export class MemoryTables {
  readonly #disk: MemoryDisk;
  readonly #written = new Map<string, Map<string, unknown>>();

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  get<T>(table: string, key: string): T | null {
    const own = this.#written.get(table);
    const value = own?.has(key) === true ? own.get(key) : this.#disk.table(table).get(key);
    return (value as T | undefined) ?? null;
  }

  put(table: string, key: string, value: unknown): void {
    this.#own(table).set(key, deepFreeze(value));
  }

  delete(table: string, key: string): void {
    this.#own(table).set(key, undefined);
  }

  /** Rows in the order in which their keys were first written. */
  rows<T>(table: string): readonly T[] {
    const own = this.#written.get(table);
    const before = this.#disk.table(table);
    if (own === undefined) return [...before.values()] as T[];
    const merged = new Map(before);
    for (const [key, value] of own) {
      if (value === undefined) merged.delete(key);
      else merged.set(key, value);
    }
    return [...merged.values()] as T[];
  }

  writes(): readonly DiskWrite[] {
    return [...this.#written].flatMap(([table, rows]) =>
      [...rows].map(([key, value]) => ({ table, key, value })),
    );
  }

  #own(table: string): Map<string, unknown> {
    let rows = this.#written.get(table);
    if (rows === undefined) {
      rows = new Map();
      this.#written.set(table, rows);
    }
    return rows;
  }
}

/** Stored values are shared with readers, so that a change to one must fail rather than reach the disk. */
function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
