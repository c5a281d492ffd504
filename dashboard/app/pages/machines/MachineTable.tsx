import type { MachineRow } from "@novacron/protocol/http/machines";
import { useNavigate } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useId, useRef } from "react";
import { useLiveStatus } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { cx } from "../../ui/class-names.ts";
import { SortButton } from "../../ui/SortButton.tsx";
import { directionOf } from "../../ui/table-order.ts";
import type { MachineColumn } from "./columns.tsx";
import { keyEvent } from "./keys.ts";
import css from "./MachineTable.module.css";
import { MachineTableRow } from "./MachineTableRow.tsx";
import type { Selection, SelectionEvent } from "./selection.ts";
import { useHistory } from "./use-history.ts";

const rowHeight = 34;
const headHeight = 34;

export interface MachineTableProps {
  readonly rows: ReadonlyMap<string, MachineRow>;
  readonly ids: readonly string[];
  readonly columns: readonly MachineColumn[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
  readonly selection: Selection;
  readonly onSelect: (event: SelectionEvent) => void;
  /** Whether somebody points at the rows or holds the keyboard on them. */
  readonly onHold: (held: boolean) => void;
}

/** A grid of any length, of which only the visible rows exist. One stop for Tab; arrows move inside. */
export function MachineTable(props: MachineTableProps) {
  const { ids, columns, rows, selection, onSelect, onHold } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const table = useId();
  const lost = useLiveStatus().state === "lost";
  const virtual = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 3,
    isScrollingResetDelay: 120,
    scrollPaddingStart: headHeight,
  });
  const items = virtual.getVirtualItems();
  // The next page is most likely a machine's: its code is fetched while nobody waits.
  useEffect(() => void import("../machine/MachinePage.tsx"), []);
  useHistory(items.map((item) => ids[item.index] ?? ""));
  useEffect(() => {
    if (ids.length > 0) virtual.scrollToIndex(selection.at, { align: "auto" });
  }, [selection.at]);
  const onKey = useKeys(props, scroll);
  return (
    <div
      ref={scroll}
      role="grid"
      aria-label={t.machines.title}
      aria-rowcount={ids.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={ids.length > 0 ? `${table}-${selection.at}` : undefined}
      tabIndex={0}
      className={cx(css.scroll, lost && css.stale)}
      style={{ "--tracks": tracks(columns) } as React.CSSProperties}
      onKeyDown={onKey}
      onPointerEnter={() => onHold(true)}
      onPointerLeave={() => onHold(false)}
    >
      <Head {...props} />
      <div className={css.body} role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows.get(ids[item.index] ?? "");
          return row === undefined ? null : (
            <MachineTableRow
              key={row.id}
              id={`${table}-${item.index}`}
              row={row}
              index={item.index}
              top={item.start}
              columns={columns}
              plain={virtual.isScrolling}
              chosen={selection.chosen.has(row.id)}
              at={selection.at === item.index}
              onSelect={onSelect}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Enter opens the row at hand; arrows and page keys move. */
function useKeys(
  { ids, selection, onSelect }: MachineTableProps,
  scroll: React.RefObject<HTMLDivElement | null>,
) {
  const navigate = useNavigate();
  return (event: React.KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const id = ids[selection.at];
    if (event.key === "Enter" && id !== undefined) {
      void navigate({ to: "/machines/$machine", params: { machine: id } });
      return;
    }
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 0) / rowHeight) - 2);
    const change = keyEvent(event, selection.at, page);
    if (change === null) return;
    event.preventDefault();
    onSelect(change);
  };
}

function tracks(columns: readonly MachineColumn[]): string {
  return ["34px", ...columns.map((column) => column.width)].join(" ");
}

function Head({ columns, sort, onSort, ids, selection, onSelect }: MachineTableProps) {
  const all = ids.length > 0 && selection.chosen.size >= ids.length;
  return (
    <div role="rowgroup">
      <div role="row" aria-rowindex={1} className={css.head} tabIndex={-1}>
        <div role="columnheader" className={css.box} tabIndex={-1}>
          <input
            type="checkbox"
            aria-label={t.machines.chooseAll}
            checked={all}
            onChange={() => onSelect({ type: all ? "none" : "all" })}
          />
        </div>
        {columns.map((column) => (
          <div
            key={column.key}
            role="columnheader"
            tabIndex={-1}
            className={css.headCell}
            data-number={column.number || undefined}
            aria-sort={column.sort && directionOf(column.sort, sort)}
          >
            {column.sort === undefined ? (
              column.head
            ) : (
              <SortButton
                direction={directionOf(column.sort, sort)}
                onPress={() => onSort(nextSort(sort, column))}
              >
                {column.head}
              </SortButton>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Figures are wanted highest first, names from A. A second press turns the order round. */
function nextSort(sort: string, column: MachineColumn): string {
  const key = column.sort ?? "name";
  if (sort === key) return `-${key}`;
  if (sort === `-${key}`) return key;
  const figures = ["cpu", "memory", "disk", "network", "vcpus", "since"].includes(key);
  return figures ? `-${key}` : key;
}
