import { useQuery } from "@tanstack/react-query";
import type { Answer } from "../../api/call.ts";
import { asOfQuery } from "../../api/queries.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { MachineLink } from "../../components/MachineLink.tsx";
import { MachineMark } from "../../components/StateMark.tsx";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatBytes, unknown } from "../../util/format.ts";
import { formatInstant } from "../../util/time.ts";
import css from "./RecordPage.module.css";

type Row = Answer<"recordAsOf">["items"][number];

/** Rows drawn at once; the rest is said, and a machine's own page has its past. */
const rowsMax = 500;
const head = t.machines.head;
const columns: readonly TableColumn<Row>[] = [
  { key: "state", head: head.state, cell: (row) => <MachineMark state={row.state} /> },
  {
    key: "name",
    head: head.name,
    cell: (row) => <MachineLink machine={row.machine}>{row.name}</MachineLink>,
  },
  { key: "host", head: head.host, cell: (row) => row.hostName ?? unknown },
  { key: "vcpus", head: head.vcpus, number: true, cell: (row) => row.vcpus },
  {
    key: "memory",
    head: head.memory,
    number: true,
    cell: (row) => formatBytes(row.memoryBytes),
  },
  { key: "since", head: t.record.since, cell: (row) => formatInstant(row.since) },
];

/** Every machine's place, size and state at that instant, out of the record. */
export function AsOf({ at }: { readonly at: number }) {
  const fleet = useQuery(asOfQuery(at));
  if (fleet.data === undefined) {
    return fleet.isError ? (
      <ErrorView error={fleet.error} onRetry={() => void fleet.refetch()} />
    ) : (
      <Skeleton height={320} />
    );
  }
  const { items } = fleet.data;
  if (items.length === 0) return <Empty title={t.record.noMachines} />;
  return (
    <Panel title={t.record.fleet} count={items.length} flush>
      <Table
        label={t.record.fleet}
        columns={columns}
        rows={items.slice(0, rowsMax)}
        keyOf={(row) => row.machine}
      />
      {items.length > rowsMax && (
        <p className={css.more}>{t.common.more(items.length - rowsMax)}</p>
      )}
    </Panel>
  );
}
