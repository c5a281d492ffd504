import type { HostView } from "@novacron/protocol/http/hosts";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Meter } from "../../ui/Meter.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatBytes, unknown } from "../../util/format.ts";

type Pool = HostView["inventory"]["pools"][number];
type Network = HostView["inventory"]["networks"][number];

const poolColumns: readonly TableColumn<Pool>[] = [
  { key: "state", head: t.host.pools.state, cell: (pool) => <ActiveMark active={pool.active} /> },
  { key: "name", head: t.host.pools.name, cell: (pool) => pool.name },
  { key: "type", head: t.host.pools.type, cell: (pool) => pool.type },
  {
    key: "path",
    head: t.host.pools.path,
    cell: (pool) => <span className="mono">{pool.path ?? unknown}</span>,
  },
  {
    key: "use",
    head: t.host.pools.used,
    cell: (pool) => (
      <Meter
        label={`${t.host.pools.used} ${pool.name}`}
        value={pool.capacityBytes > 0 ? pool.allocationBytes / pool.capacityBytes : null}
      />
    ),
  },
  {
    key: "used",
    head: t.host.pools.used,
    number: true,
    cell: (pool) => formatBytes(pool.allocationBytes),
  },
  {
    key: "size",
    head: t.host.pools.size,
    number: true,
    cell: (pool) => formatBytes(pool.capacityBytes),
  },
];

const networkColumns: readonly TableColumn<Network>[] = [
  { key: "state", head: t.host.networks.state, cell: (net) => <ActiveMark active={net.active} /> },
  { key: "name", head: t.host.networks.name, cell: (net) => net.name },
  { key: "bridge", head: t.host.networks.bridge, cell: (net) => net.bridge ?? unknown },
  { key: "forward", head: t.host.networks.forward, cell: (net) => net.forward ?? unknown },
  {
    key: "addresses",
    head: t.host.networks.addresses,
    cell: (net) => net.addresses.join(", ") || unknown,
  },
];

export function HostPools({ host }: { readonly host: HostView }) {
  const { pools } = host.inventory;
  if (pools.length === 0) return <Empty title={t.host.pools.none} />;
  return (
    <Panel title={t.host.tabs.storage} count={pools.length} flush>
      <Table
        label={t.host.tabs.storage}
        columns={poolColumns}
        rows={pools}
        keyOf={(pool) => pool.name}
      />
    </Panel>
  );
}

export function HostNetworks({ host }: { readonly host: HostView }) {
  const { networks } = host.inventory;
  if (networks.length === 0) return <Empty title={t.host.networks.none} />;
  return (
    <Panel title={t.host.tabs.networks} count={networks.length} flush>
      <Table
        label={t.host.tabs.networks}
        columns={networkColumns}
        rows={networks}
        keyOf={(net) => net.name}
      />
    </Panel>
  );
}

function ActiveMark({ active }: { readonly active: boolean }) {
  return active ? (
    <Mark shape="full" tone="ok" text={t.host.active} />
  ) : (
    <Mark shape="ring" tone="off" text={t.host.inactive} />
  );
}
