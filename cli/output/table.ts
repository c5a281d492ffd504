export type Cell = string | number | null | undefined;

export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => Cell;
  readonly align?: "right";
}

/** Escape and control characters of a name must not reach the terminal. */
export function clean(text: unknown): string {
  return String(text).replace(/\p{Cc}/gu, "?");
}

function cellText(cell: Cell): string {
  return cell === null || cell === undefined || cell === "" ? "-" : clean(cell);
}

/** A plain table: two spaces between columns, no lines, easy to cut and to read. */
export function table<T>(rows: readonly T[], columns: readonly Column<T>[]): string {
  const body = rows.map((row) => columns.map((column) => cellText(column.cell(row))));
  const widths = columns.map((column, index) =>
    Math.max(width(column.title), ...body.map((cells) => width(cells[index] ?? ""))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align))
      .join("  ")
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...body.map(line)].join("\n");
}

/** Two columns of label and value. */
export function facts(rows: readonly (readonly [string, Cell])[]): string {
  const widest = Math.max(...rows.map(([label]) => width(label)));
  return rows.map(([label, value]) => `${pad(label, widest)}  ${cellText(value)}`).join("\n");
}

function width(text: string): number {
  return [...text].length;
}

function pad(text: string, target: number, align?: "right"): string {
  const space = " ".repeat(Math.max(0, target - width(text)));
  return align === "right" ? space + text : text + space;
}
