import type { MachineRow } from "@novacron/protocol/http/machines";
import { memo } from "react";
import { t } from "../../text/en.ts";
import type { MachineColumn } from "./columns.tsx";
import css from "./MachineTable.module.css";
import type { SelectionEvent } from "./selection.ts";

interface RowProps {
  readonly id: string;
  readonly row: MachineRow;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly MachineColumn[];
  /** While the table moves: only what can be read in passing is drawn. */
  readonly plain: boolean;
  readonly chosen: boolean;
  readonly at: boolean;
  readonly onSelect: (event: SelectionEvent) => void;
}

/** Drawn again only when its machine, place or choice changes, and once plainly drawn, when the table rests. */
export const MachineTableRow = memo(function MachineTableRow(props: RowProps) {
  const { id, row, index, top, columns, plain, chosen, at, onSelect } = props;
  const onClick = (event: React.MouseEvent) => {
    if ((event.target as HTMLElement).closest("a, input") !== null) return;
    if (event.shiftKey) onSelect({ type: "range", index });
    else onSelect({ type: "toggle", index });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys act on the grid, which holds the focus
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      data-at={at || undefined}
      className={css.row}
      style={{ transform: `translateY(${top}px)` }}
      onClick={onClick}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    >
      <div role="gridcell" tabIndex={-1} className={css.box}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={t.machines.choose(row.name)}
          checked={chosen}
          onChange={() => onSelect({ type: "toggle", index })}
        />
      </div>
      {columns.map((column) => (
        <div
          key={column.key}
          role="gridcell"
          tabIndex={-1}
          className={css.cell}
          data-number={column.number || undefined}
          data-quiet={column.key === "host" || column.key === "address" || undefined}
        >
          {column.cell(row, plain)}
        </div>
      ))}
    </div>
  );
});
