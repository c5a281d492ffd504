import type { MachineId } from "@novacron/protocol/domain/ids";
import {
  compareKnown,
  type MachineSortKey,
  machineSortKeys,
  sortMachines,
  sortValue,
} from "@novacron/protocol/domain/machine-sort";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { Figures } from "./latest-values.ts";

/** Orders by figures change with every tick of every host; one this old is served again. */
const figureOrderMs = 1_000;
const figureSorts: ReadonlySet<string> = new Set(["cpu", "memory", "disk", "network"]);

/** What of a row makes which orders anew when it changes. Every order falls back on the name. */
const placedBy: Readonly<Partial<Record<keyof MachineRow, readonly MachineSortKey[]>>> = {
  name: machineSortKeys,
  state: ["state"],
  conflict: ["state"],
  hostName: ["host"],
  vcpus: ["vcpus", "cpu"],
  since: ["since"],
};

type Changing<T> = { -readonly [K in keyof T]: T[K] };

interface Order {
  readonly rows: readonly MachineRow[];
  readonly madeMs: number;
}

/**
 * The rows of all machines, kept ready: built when something of a machine changed and not when somebody
 * asks. Figures are written into the standing row. An order is made when first asked for and kept until a
 * change could have moved a row in it; all others are made from the order by name, which seldom changes.
 */
export class MachineTable {
  readonly #rows = new Map<MachineId, Changing<MachineRow>>();
  readonly #orders = new Map<string, Order>();

  put(row: MachineRow): void {
    const standing = this.#rows.get(row.id);
    if (standing === undefined) {
      this.#rows.set(row.id, { ...row });
      this.#orders.clear();
      return;
    }
    for (const [field, keys] of Object.entries(placedBy)) {
      const name = field as keyof MachineRow;
      if (standing[name] !== row[name]) this.#forget(keys);
    }
    Object.assign(standing, row);
  }

  drop(id: MachineId): void {
    if (this.#rows.delete(id)) this.#orders.clear();
  }

  setFigures(id: MachineId, figures: Figures): void {
    const row = this.#rows.get(id);
    if (row !== undefined) Object.assign(row, figures);
  }

  get(id: MachineId): MachineRow | null {
    return this.#rows.get(id) ?? null;
  }

  get size(): number {
    return this.#rows.size;
  }

  values(): Iterable<MachineRow> {
    return this.#rows.values();
  }

  /** Rows that `matches`, in the order asked for; copies, so that a later change does not reach them. */
  page(asked: {
    readonly matches: ((row: MachineRow) => boolean) | null;
    readonly sort: string;
    readonly offset: number;
    readonly limit: number;
    readonly nowMs: number;
  }): { readonly items: readonly MachineRow[]; readonly total: number } {
    const { matches, offset, limit } = asked;
    const ordered = this.#ordered(asked.sort, asked.nowMs);
    const found = matches === null ? ordered : ordered.filter(matches);
    const items = found.slice(offset, offset + limit).map((row) => ({ ...row }));
    return { items, total: found.length };
  }

  #ordered(sort: string, nowMs: number): readonly MachineRow[] {
    const known = this.#orders.get(sort);
    const isDown = sort.startsWith("-");
    const key = (isDown ? sort.slice(1) : sort) as MachineSortKey;
    const isByFigure = figureSorts.has(key);
    if (known !== undefined && !(isByFigure && nowMs - known.madeMs >= figureOrderMs)) {
      return known.rows;
    }
    const rows = key === "name" && !isDown ? this.#byName() : this.#byValue(key, isDown, nowMs);
    this.#orders.set(sort, { rows, madeMs: nowMs });
    return rows;
  }

  #byName(): readonly MachineRow[] {
    return sortMachines([...this.#rows.values()], "name");
  }

  /** Sorting is stable, so equal values keep the order by name. */
  #byValue(key: MachineSortKey, isDown: boolean, nowMs: number): readonly MachineRow[] {
    const keyed = this.#ordered("name", nowMs).map((row) => ({ row, value: sortValue(key, row) }));
    const direction = isDown ? -1 : 1;
    return keyed.sort((a, b) => compareKnown(a.value, b.value, direction)).map(({ row }) => row);
  }

  #forget(keys: readonly MachineSortKey[]): void {
    for (const key of keys) {
      this.#orders.delete(key);
      this.#orders.delete(`-${key}`);
    }
  }
}
