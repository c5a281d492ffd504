import type { TableColumn } from "./Table.tsx";

export function directionOf(key: string, by: string | undefined) {
  if (by === key) return "ascending";
  return by === `-${key}` ? "descending" : undefined;
}

/** The most first, then the least first: one who sorts by use looks for the fullest. */
export function pressed(key: string, by: string | undefined): string {
  return by === `-${key}` ? key : `-${key}`;
}

/** The rows in the order that the address names; as they came where it names none. What is not known stands last. */
export function ordered<T>(
  rows: readonly T[],
  columns: readonly Pick<TableColumn<T>, "key" | "order">[],
  by: string | undefined,
): readonly T[] {
  const turned = by?.startsWith("-") === true;
  const key = turned ? by?.slice(1) : by;
  const order = columns.find((column) => column.key === key)?.order;
  if (order === undefined) return rows;
  const sign = turned ? -1 : 1;
  return rows
    .map((row) => ({ row, value: order(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null)
        return Number(a.value === null) - Number(b.value === null);
      return a.value === b.value ? 0 : a.value < b.value ? -sign : sign;
    })
    .map(({ row }) => row);
}
