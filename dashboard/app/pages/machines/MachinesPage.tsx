import type { MachineRow } from "@novacron/protocol/http/machines";
import { useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useEffect, useMemo, useReducer, useState } from "react";
import { ErrorView } from "../../components/ErrorView.tsx";
import { Page } from "../../components/Page.tsx";
import { usePhone } from "../../components/use-phone.ts";
import type { Snapshot } from "../../live/collection.ts";
import { loadMachines, machinesTotalOnServer } from "../../live/fleet-store.ts";
import { useMachines } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { formatCount } from "../../util/format.ts";
import { BulkBar } from "./BulkBar.tsx";
import { ColumnMenu } from "./ColumnMenu.tsx";
import { columnsByDefault, columnsFor } from "./columns.tsx";
import { FilterBox } from "./FilterBox.tsx";
import css from "./MachinesPage.module.css";
import { MachineTable } from "./MachineTable.tsx";
import { noSelection, type Selection, type SelectionEvent, select } from "./selection.ts";
import { useOrder } from "./use-order.ts";

/** Columns are kept for the next visit where the address names none. */
const columnsKept = "novacron-machine-columns";

export function MachinesPage() {
  const machines = useMachines();
  if (machines.status === "error") {
    return <ErrorView error={machines.error} onRetry={() => void loadMachines()} />;
  }
  if (machines.status !== "ready") return <Bones />;
  return <Loaded machines={machines} />;
}

function Loaded({ machines }: { readonly machines: Snapshot<MachineRow> }) {
  const { search, setSearch, columns, setColumns } = useAddress();
  const [filter, setFilter] = useState(search.filter ?? "");
  useEffect(() => setFilter(search.filter ?? ""), [search.filter]);
  const sort = search.sort ?? "name";
  const [held, setHeld] = useState(false);
  const order = useOrder(machines, { filter: useDeferredValue(filter), sort, held });
  const [selection, onSelect] = useReducer(
    (state: Selection, event: SelectionEvent) => select(state, event, order.ids),
    noSelection,
  );
  const chosen = useMemo(
    () => [...selection.chosen].flatMap((id) => machines.rows.get(id) ?? []),
    [selection.chosen, machines],
  );
  const shown = order.ids.length;
  return (
    <Page
      name={t.machines.title}
      className={css.page}
      title={
        <>
          {t.machines.title}
          <span className={css.count}>
            {t.machines.count(formatCount(shown), formatCount(order.total))}
          </span>
        </>
      }
    >
      <div className={css.tools}>
        <FilterBox
          value={search.filter ?? ""}
          onFilter={setFilter}
          onSettled={(value) => setSearch({ filter: value })}
        />
        {order.outdated && (
          <Button onClick={order.sortAgain} title={t.machines.reorder}>
            {t.machines.reorderNow}
          </Button>
        )}
        <ColumnMenu shown={columns} onChange={setColumns} />
      </div>
      <PartialNotice shown={order.total} />
      {chosen.length > 0 && (
        <BulkBar machines={chosen} onClear={() => onSelect({ type: "none" })} />
      )}
      {shown === 0 ? (
        <Nothing total={order.total} onClear={() => setSearch({ filter: undefined })} />
      ) : (
        <MachineTable
          rows={machines.rows}
          ids={order.ids}
          columns={columns}
          sort={sort}
          onSort={(next) => setSearch({ sort: next === "name" ? undefined : next })}
          selection={selection}
          onSelect={onSelect}
          onHold={setHeld}
        />
      )}
    </Page>
  );
}

function useAddress() {
  const search = useSearch({ from: "/app/machines" });
  const navigate = useNavigate({ from: "/machines" });
  const router = useRouter();
  const phone = usePhone();
  const named = search.columns ?? localStorage.getItem(columnsKept) ?? undefined;
  const columns = useMemo(() => columnsFor(phone, named), [phone, named]);
  const setSearch = (change: { filter?: string | undefined; sort?: string | undefined }) => {
    // What was typed settles late: by then the person may be on the way to another page.
    if (router.latestLocation.pathname !== "/machines") return;
    void navigate({ search: (before) => clean({ ...before, ...change }), replace: true });
  };
  const setColumns = (keys: readonly string[]) => {
    const text = keys.join();
    localStorage.setItem(columnsKept, text);
    const own = text === columnsByDefault.join() ? undefined : text;
    void navigate({ search: (before) => clean({ ...before, columns: own }), replace: true });
  };
  return { search, setSearch, columns, setColumns };
}

/** An address without empty parts. */
function clean(search: Record<string, string | undefined>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [key, value] of Object.entries(search)) {
    if (value !== undefined && value !== "") kept[key] = value;
  }
  return kept;
}

function PartialNotice({ shown }: { readonly shown: number }) {
  const total = machinesTotalOnServer();
  if (total <= shown) return null;
  return <Notice tone="warn">{t.common.partial(formatCount(shown), formatCount(total))}</Notice>;
}

function Nothing({ total, onClear }: { readonly total: number; readonly onClear: () => void }) {
  if (total === 0) return <Empty title={t.machines.empty.title} text={t.machines.empty.text} />;
  return (
    <Empty title={t.machines.none.title} text={t.machines.none.text}>
      <Button onClick={onClear}>{t.machines.clear}</Button>
    </Empty>
  );
}

function Bones() {
  return (
    <Page name={t.machines.title} title={t.machines.title} className={css.page}>
      <Skeleton height={34} />
      <div className={css.bones}>
        {Array.from({ length: 22 }, (_, index) => (
          <Skeleton key={index} height={20} width={`${96 - ((index * 7) % 23)}%`} />
        ))}
      </div>
    </Page>
  );
}
