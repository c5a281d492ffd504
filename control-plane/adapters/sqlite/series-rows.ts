import type { ColumnBlock } from "../../samples/blocks.ts";

/** Rows by rising time, columns by name; NaN where a row has not the field. */
export interface NamedRows {
  readonly times: Float64Array;
  readonly columns: ReadonlyMap<string, Float64Array>;
}

/** Collects the rows of one series from batches in any order of time. */
export class SeriesRows {
  #times = new Float64Array(16);
  readonly #columns = new Map<string, Float64Array>();
  #rows = 0;
  #rising = true;

  add(block: ColumnBlock, row: number): void {
    const before = this.#rows === 0 ? Number.NEGATIVE_INFINITY : this.#times[this.#rows - 1]!;
    if (block.at === before) this.#takeBack();
    else if (block.at < before) this.#rising = false;
    if (this.#rows === this.#times.length) this.#grow();
    this.#times[this.#rows] = block.at;
    for (let field = 0; field < block.fields.length; field += 1) {
      const value = block.columns[field]![row]!;
      if (!Number.isNaN(value)) this.#column(block.fields[field]!)[this.#rows] = value;
    }
    this.#rows += 1;
  }

  /** Of rows of one time the last added stays. */
  finish(): NamedRows {
    const order = this.#rising ? null : this.#order();
    const pick = (values: Float64Array): Float64Array =>
      order === null
        ? values.subarray(0, this.#rows)
        : Float64Array.from(order, (row) => values[row]!);
    const columns = new Map<string, Float64Array>();
    for (const [name, column] of this.#columns) columns.set(name, pick(column));
    return { times: pick(this.#times), columns };
  }

  /** The same instant again: the row added last says what it was. */
  #takeBack(): void {
    this.#rows -= 1;
    for (const column of this.#columns.values()) column[this.#rows] = Number.NaN;
  }

  #order(): number[] {
    const last = new Map<number, number>();
    for (let row = 0; row < this.#rows; row += 1) last.set(this.#times[row]!, row);
    return [...last.values()].sort((a, b) => this.#times[a]! - this.#times[b]!);
  }

  #column(name: string): Float64Array {
    let column = this.#columns.get(name);
    if (column === undefined) {
      column = new Float64Array(this.#times.length).fill(Number.NaN);
      this.#columns.set(name, column);
    }
    return column;
  }

  #grow(): void {
    const length = this.#times.length * 2;
    const times = new Float64Array(length);
    times.set(this.#times);
    this.#times = times;
    for (const [name, column] of this.#columns) {
      const larger = new Float64Array(length).fill(Number.NaN);
      larger.set(column);
      this.#columns.set(name, larger);
    }
  }
}
