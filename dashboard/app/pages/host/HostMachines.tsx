import { sortMachines } from "@novacron/protocol/domain/machine-sort";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { Link } from "@tanstack/react-router";
import { MachineMark } from "../../components/StateMark.tsx";
import { useMachines } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatBytes, formatPercent, unknown } from "../../util/format.ts";
import { Since } from "../machines/Since.tsx";
import css from "./HostPage.module.css";

const head = t.machines.head;
const columns: readonly TableColumn<MachineRow>[] = [
  {
    key: "state",
    head: head.state,
    cell: (row) => <MachineMark state={row.state} conflict={row.conflict} />,
  },
  {
    key: "name",
    head: head.name,
    cell: (row) => (
      <span className={css.machine}>
        <Link to="/machines/$machine" params={{ machine: row.id }}>
          {row.name}
        </Link>
        {row.demo && <Badge dashed>{t.common.demo}</Badge>}
      </span>
    ),
  },
  { key: "vcpus", head: head.vcpus, number: true, cell: (row) => row.vcpus },
  {
    key: "cpu",
    head: head.cpu,
    number: true,
    cell: (row) => formatPercent(row.cpuUsed === null ? null : row.cpuUsed / row.vcpus),
  },
  {
    key: "memory",
    head: head.memory,
    number: true,
    cell: (row) => formatBytes(row.memoryUsedBytes ?? row.memoryBytes),
  },
  { key: "address", head: head.address, cell: (row) => row.addresses[0] ?? unknown },
  { key: "since", head: head.since, number: true, cell: (row) => <Since at={row.since} /> },
];

export function HostMachines({ host }: { readonly host: HostView }) {
  const machines = useMachines();
  if (machines.status !== "ready") return <Skeleton height={260} />;
  const mine = [...machines.rows.values()].filter((row) => row.host === host.id);
  if (mine.length === 0) return <Empty title={t.host.noMachines} />;
  const link = (
    <Link to="/machines" search={{ filter: `host:${host.name}` }}>
      {t.machine.inTable}
    </Link>
  );
  return (
    <Panel title={t.host.tabs.machines} count={mine.length} tools={link} flush>
      <Table
        label={t.host.tabs.machines}
        columns={columns}
        rows={sortMachines(mine, "name")}
        keyOf={(row) => row.id}
      />
    </Panel>
  );
}
