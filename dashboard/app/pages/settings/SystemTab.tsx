import type { SystemView } from "@novacron/protocol/http/system";
import { useQuery } from "@tanstack/react-query";
import { systemQuery } from "../../api/queries.ts";
import { Ago } from "../../components/Ago.tsx";
import { ErrorView } from "../../components/ErrorView.tsx";
import { t } from "../../text/en.ts";
import { Facts } from "../../ui/Facts.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Meter } from "../../ui/Meter.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatBytes, formatCount, unknown } from "../../util/format.ts";
import css from "./SettingsPage.module.css";

const text = t.settings.system;
type Store = SystemView["stores"][number];
type Queue = SystemView["queues"][number];
type Refused = SystemView["refused"][number];

const storeColumns: readonly TableColumn<Store>[] = [
  { key: "name", head: text.store, cell: (store) => store.name },
  { key: "state", head: t.machines.head.state, cell: (store) => <StoreMark store={store} /> },
  { key: "url", head: t.host.pools.path, cell: (store) => <code>{store.url}</code> },
  {
    key: "kept",
    head: text.kept,
    cell: (store) => <div className={css.kept}>{store.retention}</div>,
  },
  { key: "size", head: text.size, number: true, cell: (store) => formatBytes(store.sizeBytes) },
];
const queueColumns: readonly TableColumn<Queue>[] = [
  { key: "name", head: text.queue, cell: (queue) => queue.name },
  { key: "help", head: "", cell: (queue) => <div className={css.kept}>{queue.help}</div> },
  { key: "bar", head: text.fill, cell: (queue) => <Fill queue={queue} /> },
  {
    key: "value",
    head: "",
    number: true,
    cell: (queue) =>
      queue.limit === null
        ? formatCount(queue.value)
        : t.common.of(formatCount(queue.value), formatCount(queue.limit)),
  },
  { key: "dropped", head: text.dropped, number: true, cell: (queue) => formatCount(queue.dropped) },
];
const refusedColumns: readonly TableColumn<Refused>[] = [
  { key: "sender", head: text.sender, cell: (one) => <code>{one.sender}</code> },
  { key: "reason", head: text.reason, cell: (one) => one.reason },
  { key: "count", head: text.times, number: true, cell: (one) => formatCount(one.count) },
  { key: "last", head: text.last, number: true, cell: (one) => <Ago at={one.lastAt} /> },
];

/** The control plane itself: what it holds, what waits, what it dropped or refused. */
export function SystemTab() {
  const system = useQuery(systemQuery);
  if (system.data === undefined) {
    return system.isError ? (
      <ErrorView error={system.error} onRetry={() => void system.refetch()} />
    ) : (
      <Skeleton height={360} />
    );
  }
  const { data } = system;
  return (
    <>
      <Panel title={t.name}>
        <Facts items={factsOf(data)} />
      </Panel>
      <Panel title={text.stores} flush>
        <Table
          label={text.stores}
          columns={storeColumns}
          rows={data.stores}
          keyOf={(store) => store.name}
        />
      </Panel>
      <Panel title={text.queues} flush>
        <Table
          label={text.queues}
          columns={queueColumns}
          rows={data.queues}
          keyOf={(queue) => queue.name}
        />
      </Panel>
      <Panel title={text.refused} flush={data.refused.length > 0}>
        {data.refused.length === 0 ? (
          <p className={css.lead}>{text.noRefused}</p>
        ) : (
          <Table
            label={text.refused}
            columns={refusedColumns}
            rows={data.refused}
            keyOf={(one) => `${one.sender} ${one.reason}`}
          />
        )}
      </Panel>
    </>
  );
}

function factsOf(system: SystemView): (readonly [string, React.ReactNode])[] {
  const { broker } = system;
  return [
    [text.version, system.version],
    [text.epoch, system.epoch],
    [text.started, <Ago key="started" at={system.startedAt} />],
    [
      text.broker,
      <span key="broker" className={css.secret}>
        <Mark
          shape={broker.connected ? "full" : "cross"}
          tone={broker.connected ? "ok" : "bad"}
          text={broker.connected ? text.connected : text.disconnected}
        />
        <span>
          {broker.url}, {broker.embedded ? text.embedded : text.external}
          {broker.clients !== null && `, ${text.clients(formatCount(broker.clients))}`}
        </span>
      </span>,
    ],
  ];
}

function StoreMark({ store }: { readonly store: Store }) {
  const fine = store.state === "ok";
  const word = text.storeState[store.state];
  return (
    <Mark
      shape={fine ? "full" : "cross"}
      tone={fine ? "ok" : "bad"}
      text={store.problem === null ? word : `${word}: ${store.problem}`}
    />
  );
}

function Fill({ queue }: { readonly queue: Queue }) {
  if (queue.limit === null) return unknown;
  return (
    <span className={css.fill}>
      <Meter value={queue.value / queue.limit} label={`${text.fill} ${queue.name}`} />
    </span>
  );
}
