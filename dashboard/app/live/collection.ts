import type { NovaError } from "@novacron/protocol/errors/nova-error";

/** What a page sees of a collection; a new object whenever anything in it changed. */
export interface Snapshot<T> {
  readonly status: "idle" | "loading" | "ready" | "error";
  readonly rows: ReadonlyMap<string, T>;
  readonly error: NovaError | null;
  /** Rises with rows that came or went, not with changes inside a row. */
  readonly membership: number;
}

/** Pages are told at most this often, so that a burst of the feed is one rendering. */
const notifyEveryMs = 250;

/**
 * Rows by id that are loaded once and then follow the live feed. Rows are values: a change puts a new object,
 * so that a rendered row knows by identity whether it must be drawn again.
 */
export class Collection<T> {
  private readonly idOf: (row: T) => string;
  private readonly rows = new Map<string, T>();
  private readonly listeners = new Set<() => void>();
  private snapshot: Snapshot<T>;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private membership = 0;

  constructor(idOf: (row: T) => string) {
    this.idOf = idOf;
    this.snapshot = { status: "idle", rows: this.rows, error: null, membership: 0 };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly getSnapshot = (): Snapshot<T> => this.snapshot;

  get(id: string): T | undefined {
    return this.rows.get(id);
  }

  loading(): void {
    if (this.snapshot.status !== "ready") this.publish({ status: "loading", error: null });
  }

  failed(error: NovaError): void {
    this.publish({ status: this.snapshot.status === "ready" ? "ready" : "error", error });
  }

  replace(rows: readonly T[]): void {
    this.rows.clear();
    for (const row of rows) this.rows.set(this.idOf(row), row);
    this.membership += 1;
    this.publish({ status: "ready", error: null });
  }

  upsert(rows: readonly T[]): void {
    for (const row of rows) {
      const id = this.idOf(row);
      if (!this.rows.has(id)) this.membership += 1;
      this.rows.set(id, row);
    }
    this.soon();
  }

  remove(ids: readonly string[]): void {
    for (const id of ids) {
      if (this.rows.delete(id)) this.membership += 1;
    }
    this.soon();
  }

  clear(): void {
    this.rows.clear();
    this.membership += 1;
    this.publish({ status: "idle", error: null });
  }

  private soon(): void {
    this.timer ??= setTimeout(() => this.publish({}), notifyEveryMs);
  }

  private publish(change: Partial<Snapshot<T>>): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const { membership } = this;
    this.snapshot = { ...this.snapshot, ...change, rows: this.rows, membership };
    for (const listener of this.listeners) listener();
  }
}
