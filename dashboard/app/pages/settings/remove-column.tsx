import type { TableColumn } from "../../ui/Table.tsx";
import { RemoveButton } from "./RemoveButton.tsx";

export interface Removing<T> {
  readonly title: (row: T) => string;
  readonly text: string;
  readonly onRemove: (row: T) => void;
  /** All rows where it is not said. */
  readonly where?: (row: T) => boolean;
}

/** The last column of a table whose rows can go. */
export function removeColumn<T>({ title, text, onRemove, where }: Removing<T>): TableColumn<T> {
  return {
    key: "remove",
    head: "",
    number: true,
    cell: (row) =>
      where?.(row) !== false && (
        <RemoveButton title={title(row)} text={text} onRemove={() => onRemove(row)} />
      ),
  };
}
