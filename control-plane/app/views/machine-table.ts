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
import { orderByNumber } from "./order-by-number.ts";

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
    const { matches, sort, offset, limit, nowMs } = asked;
    const found = matches === null ? this.#ordered(sort, nowMs) : this.#found(matches, sort, nowMs);
    const items = found.slice(offset, offset + limit).map((row) => ({ ...row }));
    return { items, total: found.length };
  }

  /** Where an order by figures would have to be made anew, only what was found is put in order. */
  #found(matches: (row: MachineRow) => boolean, sort: string, nowMs: number) {
    const { key, isDown } = sortOf(sort);
    if (this.#standing(sort, nowMs) !== null || !figureSorts.has(key)) {
      return this.#ordered(sort, nowMs).filter(matches);
    }
    return byValue(this.#ordered("name", nowMs).filter(matches), key, isDown);
  }

  #ordered(sort: string, nowMs: number): readonly MachineRow[] {
    const standing = this.#standing(sort, nowMs);
    if (standing !== null) return standing;
    const { key, isDown } = sortOf(sort);
    const rows =
      key === "name" && !isDown
        ? sortMachines([...this.#rows.values()], "name")
        : byValue(this.#ordered("name", nowMs), key, isDown);
    this.#orders.set(sort, { rows, madeMs: nowMs });
    return rows;
  }

  /** The order if it is kept and may be served again. */
  #standing(sort: string, nowMs: number): readonly MachineRow[] | null {
    const known = this.#orders.get(sort);
    if (known === undefined) return null;
    const isOld = figureSorts.has(sortOf(sort).key) && nowMs - known.madeMs >= figureOrderMs;
    return isOld ? null : known.rows;
  }

  #forget(keys: readonly MachineSortKey[]): void {
    for (const key of keys) {
      this.#orders.delete(key);
      this.#orders.delete(`-${key}`);
    }
  }
}

function sortOf(sort: string): { readonly key: MachineSortKey; readonly isDown: boolean } {
  const isDown = sort.startsWith("-");
  return { key: (isDown ? sort.slice(1) : sort) as MachineSortKey, isDown };
}

/** Sorting is stable, so equal values keep the order by name. */
function byValue(
  rows: readonly MachineRow[],
  key: MachineSortKey,
  isDown: boolean,
): readonly MachineRow[] {
  const direction = isDown ? -1 : 1;
  if (key !== "host" && key !== "name") {
    return orderByNumber(rows, (row) => sortValue(key, row) as number | null, direction);
  }
  const keyed = rows.map((row) => ({ row, value: sortValue(key, row) }));
  return keyed.sort((a, b) => compareKnown(a.value, b.value, direction)).map(({ row }) => row);
}
