import { cx } from "./class-names.ts";
import { SortButton } from "./SortButton.tsx";
import css from "./Table.module.css";
import { directionOf, pressed } from "./table-order.ts";

export interface TableColumn<T> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: T) => React.ReactNode;
  readonly number?: boolean;
  /** By what rows are put in order where somebody presses the head; null stands last. */
  readonly order?: (row: T) => number | string | null;
}
export interface TableProps<T> {
  readonly label: string;
  readonly columns: readonly TableColumn<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  /** As the address has it; rows come in this order already. */
  readonly sort?: Sorted | undefined;
  /** On a phone each row stands below the other, its cells with their heads, and nothing scrolls sideways. */
  readonly stacks?: boolean;
}

export interface Sorted {
  /** Key of a column, with a leading - turned. */
  readonly by: string | undefined;
  readonly onChange: (by: string) => void;
}

/** A short table, all of whose rows are drawn. */
export function Table<T>({ label, columns, rows, keyOf, sort, stacks = false }: TableProps<T>) {
  // Where a style takes the form of a table away, the roles say that it is one.
  const role = <R extends string>(name: R) => (stacks ? name : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={css.scroll} aria-label={label} tabIndex={0}>
      <table className={cx(css.table, stacks && css.stacks)} role={role("table")}>
        <thead role={role("rowgroup")}>
          <tr role={role("row")}>
            {columns.map((column) => (
              <Head key={column.key} column={column} sort={sort} role={role("columnheader")} />
            ))}
          </tr>
        </thead>
        <tbody role={role("rowgroup")}>
          {rows.map((row) => (
            <tr key={keyOf(row)} role={role("row")}>
              {columns.map((column) => (
                <td
                  key={column.key}
                  role={role("cell")}
                  data-head={column.head}
                  data-number={column.number || undefined}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface HeadProps<T> {
  readonly column: TableColumn<T>;
  readonly sort: Sorted | undefined;
  readonly role: "columnheader" | undefined;
}

function Head<T>({ column, sort, role }: HeadProps<T>) {
  const number = column.number || undefined;
  if (sort === undefined || column.order === undefined) {
    return (
      <th scope="col" role={role} data-number={number}>
        {column.head}
      </th>
    );
  }
  const direction = directionOf(column.key, sort.by);
  return (
    <th scope="col" role={role} data-number={number} aria-sort={direction}>
      <SortButton direction={direction} onPress={() => sort.onChange(pressed(column.key, sort.by))}>
        {column.head}
      </SortButton>
    </th>
  );
}
