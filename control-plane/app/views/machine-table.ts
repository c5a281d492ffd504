import type { MachineId } from "@novacron/protocol/domain/ids";
import { sortMachines } from "@novacron/protocol/domain/machine-sort";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { Figures } from "./latest-values.ts";

/** Orders by figures change with every tick of every host; one this old is served again. */
const figureOrderMs = 1_000;
const figureSorts = new Set(["cpu", "memory", "disk", "network"]);

/** What of a row an order without figures stands on; a change of any of it makes the orders anew. */
const placedBy = ["name", "state", "conflict", "hostName", "vcpus", "since"] as const;

type Changing<T> = { -readonly [K in keyof T]: T[K] };

interface Order {
  readonly rows: readonly MachineRow[];
  readonly madeMs: number;
}

/**
 * The rows of all machines, kept ready: built when something of a machine changed and not when somebody
 * asks. Figures are written into the standing row. An order is made when first asked for and kept until a
 * change could have moved a row in it.
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
    if (placedBy.some((key) => standing[key] !== row[key])) this.#orders.clear();
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
    const isByFigure = figureSorts.has(sort.replace("-", ""));
    if (known !== undefined && !(isByFigure && nowMs - known.madeMs >= figureOrderMs)) {
      return known.rows;
    }
    const rows = sortMachines([...this.#rows.values()], sort);
    this.#orders.set(sort, { rows, madeMs: nowMs });
    return rows;
  }
}
