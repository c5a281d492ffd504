import { NovaError } from "@novacron/protocol/errors/nova-error";

/** One write of a commit; `undefined` removes the key. */
export interface DiskWrite {
  readonly table: string;
  readonly key: string;
  readonly value: unknown;
}

/** Where an accident may be made to happen: the effect is there after `committed`, not before. */
export type DiskPoint = "before-commit" | "committed";

export interface DiskFaults {
  /** Called at each point; a throw is the death of the process there and reaches the caller as it is. */
  at?: (point: DiskPoint, store: string) => void;
  /** The disk says it has synced, and has not: power loss takes those commits. */
  syncLies?: boolean;
  /** No commit that writes succeeds: DISK_FULL. */
  full?: boolean;
  /** Nothing answers: STORE_UNAVAILABLE. */
  dead?: boolean;
}

/**
 * The disk of a simulated host: tables of values that outlive the store that wrote them. A commit is all or
 * nothing. Each commit syncs; where `syncLies` it only seems to, and `losePower` takes back, newest first,
 * every commit since the last true sync. Everything is synchronous and depends on nothing but the calls.
 */
export class MemoryDisk {
  readonly faults: DiskFaults = {};
  readonly #tables = new Map<string, Map<string, unknown>>();
  #unsynced: (readonly DiskWrite[])[] = [];

  table(name: string): ReadonlyMap<string, unknown> {
    return this.#tables.get(name) ?? empty;
  }

  tableNames(): readonly string[] {
    return [...this.#tables.keys()];
  }

  /** Rejects reads too where the disk is dead. */
  check(attempted: string): void {
    if (this.faults.dead === true) throw new NovaError("STORE_UNAVAILABLE", attempted);
  }

  commit(store: string, writes: readonly DiskWrite[]): void {
    this.check(`commit to ${store}`);
    if (writes.length === 0) return;
    if (this.faults.full === true) throw new NovaError("DISK_FULL", `commit to ${store}`);
    this.faults.at?.("before-commit", store);
    const undo = writes.map((write) => this.#apply(write)).reverse();
    if (this.faults.syncLies === true) this.#unsynced.push(undo);
    else this.#unsynced = [];
    this.faults.at?.("committed", store);
  }

  /** What was not truly synced is gone. The caller drops the stores and opens new ones on this disk. */
  losePower(): void {
    for (const undo of this.#unsynced.reverse()) for (const write of undo) this.#apply(write);
    this.#unsynced = [];
  }

  /** Commits that power loss would take. */
  unsynced(): number {
    return this.#unsynced.length;
  }

  /** Returns the write that takes this one back. */
  #apply({ table, key, value }: DiskWrite): DiskWrite {
    let rows = this.#tables.get(table);
    if (rows === undefined) {
      rows = new Map();
      this.#tables.set(table, rows);
    }
    const before = rows.get(key);
    if (value === undefined) rows.delete(key);
    else rows.set(key, value);
    if (rows.size === 0) this.#tables.delete(table);
    return { table, key, value: before };
  }
}

const empty: ReadonlyMap<string, unknown> = new Map();
