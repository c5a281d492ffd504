import type { MachineSortKey } from "@novacron/protocol/domain/machine-sort";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { MachineLink } from "../../components/MachineLink.tsx";
import { MachineMark, OperationMark } from "../../components/StateMark.tsx";
import { cpuHistory } from "../../live/fleet-store.ts";
import { sparkPoints } from "../../live/spark-history.ts";
import { t } from "../../text/en.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Meter } from "../../ui/Meter.tsx";
import { Sparkline } from "../../ui/Sparkline.tsx";
import { formatBytes, formatPercent, formatRate, unknown } from "../../util/format.ts";
import css from "./MachineTable.module.css";
import { Since } from "./Since.tsx";

export interface MachineColumn {
  readonly key: string;
  readonly head: string;
  /** A track of the grid. */
  readonly width: string;
  readonly sort?: MachineSortKey;
  readonly number?: boolean;
  readonly cell: (row: MachineRow, plain: boolean) => React.ReactNode;
}

const head = t.machines.head;

export const machineColumns: readonly MachineColumn[] = [
  {
    key: "state",
    head: head.state,
    width: "124px",
    sort: "state",
    cell: (row) => <MachineMark state={row.state} conflict={row.conflict} />,
  },
  {
    key: "name",
    head: head.name,
    width: "minmax(150px, 1.4fr)",
    sort: "name",
    cell: (row) => <NameCell row={row} />,
  },
  {
    key: "host",
    head: head.host,
    width: "minmax(90px, 0.7fr)",
    sort: "host",
    cell: (row) => row.hostName,
  },
  { key: "cpu", head: head.cpu, width: "150px", sort: "cpu", cell: cpuCell },
  {
    key: "memory",
    head: head.memory,
    width: "140px",
    sort: "memory",
    cell: (row) => <MemoryCell row={row} />,
  },
  {
    key: "disk",
    head: head.disk,
    width: "91px",
    sort: "disk",
    number: true,
    cell: (row) => formatRate(row.diskBytesPerSecond),
  },
  {
    key: "network",
    head: head.network,
    width: "91px",
    sort: "network",
    number: true,
    cell: (row) => formatRate(row.nicBytesPerSecond),
  },
  {
    key: "vcpus",
    head: head.vcpus,
    width: "60px",
    sort: "vcpus",
    number: true,
    cell: (row) => row.vcpus,
  },
  {
    key: "address",
    head: head.address,
    width: "minmax(126px, 0.7fr)",
    cell: (row) => <span title={row.addresses.join(", ")}>{withoutPrefix(row.addresses[0])}</span>,
  },
  {
    key: "tags",
    head: head.tags,
    width: "minmax(90px, 0.8fr)",
    cell: (row) => (
      <span className={css.tags}>
        {row.tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </span>
    ),
  },
  {
    key: "since",
    head: head.since,
    width: "84px",
    sort: "since",
    number: true,
    cell: (row) => <Since at={row.since} />,
  },
  {
    key: "operation",
    head: head.operation,
    width: "minmax(120px, 0.8fr)",
    cell: (row) => <OperationCell row={row} />,
  },
];

export const columnsByDefault: readonly string[] = [
  "state",
  "name",
  "host",
  "cpu",
  "memory",
  "disk",
  "network",
  "address",
  "tags",
  "since",
];
/** What fits on a phone. */
export const columnsOnPhone: readonly string[] = ["state", "name", "cpu"];
const phoneTracks: Readonly<Record<string, string>> = {
  state: "112px",
  name: "minmax(120px, 1fr)",
  cpu: "74px",
};

/** The columns that the address bar names, in the table's own order; the name always stays. */
export function columnsFor(phone: boolean, named: string | undefined): readonly MachineColumn[] {
  if (!phone) return columnsOf(named);
  return columnsOf(columnsOnPhone.join()).map((column) => ({
    ...column,
    width: phoneTracks[column.key] ?? column.width,
  }));
}

function columnsOf(named: string | undefined): readonly MachineColumn[] {
  const wanted = new Set(named === undefined ? columnsByDefault : named.split(","));
  return machineColumns.filter((column) => column.key === "name" || wanted.has(column.key));
}

/** The length of the network's prefix is for the machine's own page. */
function withoutPrefix(address: string | undefined): string {
  return address?.replace(/\/\d+$/, "") ?? unknown;
}

function NameCell({ row }: { readonly row: MachineRow }) {
  return (
    <span className={css.name}>
      <MachineLink machine={row.id} tabIndex={-1}>
        {row.name}
      </MachineLink>
      {row.demo && <Badge dashed>{t.common.demo}</Badge>}
      {row.simulated && <Badge dashed>{t.common.simulated}</Badge>}
    </span>
  );
}

function cpuCell(row: MachineRow, plain: boolean) {
  return <CpuCell row={row} plain={plain} />;
}

function CpuCell({ row, plain }: { readonly row: MachineRow; readonly plain: boolean }) {
  if (row.cpuUsed === null) return unknown;
  return (
    <span className={css.cpu}>
      <span className={css.percent}>{formatPercent(row.cpuUsed / Math.max(1, row.vcpus))}</span>
      {!plain && (
        <Sparkline
          values={cpuHistory.read(row.id)}
          width={84}
          height={20}
          max={row.vcpus}
          slots={sparkPoints}
          filled
        />
      )}
    </span>
  );
}

function MemoryCell({ row }: { readonly row: MachineRow }) {
  const used = row.memoryUsedBytes;
  const share = used === null || row.memoryBytes <= 0 ? null : used / row.memoryBytes;
  return (
    <span className={css.memory}>
      <span className={css.bar}>
        {share !== null && (
          <Meter value={share} label={`${t.machines.head.memory} ${row.name}`} alarming={false} />
        )}
      </span>
      <span className={css.bytes}>{formatBytes(used ?? row.memoryBytes)}</span>
    </span>
  );
}

function OperationCell({ row }: { readonly row: MachineRow }) {
  const op = row.lastOperation;
  if (op === null) return unknown;
  return (
    <span className={css.op}>
      <OperationMark state={op.state} bare />
      {t.actions[op.kind]}
    </span>
  );
}
