import type { HostView } from "@novacron/protocol/http/hosts";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { DemoOffer, hostForDemo } from "../components/DemoOffer.tsx";
import { ErrorView } from "../components/ErrorView.tsx";
import { Finder } from "../components/Finder.tsx";
import { HostBadges } from "../components/HostBadges.tsx";
import { hostsByName, isNamed } from "../components/hosts-by-name.ts";
import { Page } from "../components/Page.tsx";
import { HostMark } from "../components/StateMark.tsx";
import { usePhone } from "../components/use-phone.ts";
import { useMay } from "../components/use-who.ts";
import { loadHosts } from "../live/fleet-store.ts";
import { useHosts } from "../live/use-live.ts";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Empty } from "../ui/Empty.tsx";
import { Mark } from "../ui/Mark.tsx";
import { Meter } from "../ui/Meter.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { ordered } from "../ui/table-order.ts";
import { formatCount, formatPercent } from "../util/format.ts";
import { hostPromised, hostUse, type Shade } from "./fleet/use.ts";
import css from "./HostsPage.module.css";
import { AddHost } from "./hosts/AddHost.tsx";

/** More rows than this are slower to draw than to search. */
const rowsMax = 300;
const searchFrom = 12;
const head = t.hosts.head;

const columns: readonly TableColumn<HostView>[] = [
  { key: "state", head: head.state, cell: (host) => <HostMark state={host.state} /> },
  { key: "name", head: head.name, cell: (host) => <Name host={host} /> },
  {
    key: "machines",
    head: head.machines,
    number: true,
    cell: (host) => t.hosts.running(host.machines.running, host.machines.total),
    order: (host) => host.machines.running,
  },
  {
    key: "cpu",
    head: head.cpu,
    cell: (host) => <Use host={host} shade="cpu" />,
    order: (host) => hostUse(host, "cpu"),
  },
  {
    key: "memory",
    head: head.memory,
    cell: (host) => <Use host={host} shade="memory" />,
    order: (host) => hostUse(host, "memory"),
  },
  {
    key: "vcpus",
    head: head.vcpus,
    number: true,
    cell: (host) => formatPercent(hostPromised(host).vcpus),
    order: (host) => hostPromised(host).vcpus,
  },
  {
    key: "promised",
    head: head.promised,
    number: true,
    cell: (host) => formatPercent(hostPromised(host).memory),
    order: (host) => hostPromised(host).memory,
  },
  { key: "libvirt", head: head.libvirt, cell: (host) => <Libvirt host={host} /> },
  {
    key: "runs",
    head: head.runs,
    cell: (host) => host.inventory.virtualisation.verdict.toUpperCase(),
  },
  {
    key: "agent",
    head: head.agent,
    cell: (host) => <span className={css.quiet}>{host.inventory.agentVersion}</span>,
  },
];

/** What fits on a phone. */
const onPhone: readonly string[] = ["state", "name", "cpu", "memory"];
const shortHeads: Readonly<Record<string, string>> = { cpu: t.fleet.cpu, memory: t.fleet.memory };
const columnsOnPhone = columns
  .filter(({ key }) => onPhone.includes(key))
  .map((column) => ({ ...column, head: shortHeads[column.key] ?? column.head }));

export function HostsPage() {
  const hosts = useHosts();
  const { filter = "", sort } = useSearch({ from: "/app/hosts" });
  const navigate = useNavigate({ from: "/hosts" });
  const find = (text: string) =>
    void navigate({ search: (now) => ({ ...now, filter: text || undefined }), replace: true });
  const [wants, setAdding] = useState<boolean | null>(null);
  const mayJoin = useMay("host.join");
  const phone = usePhone();
  const all = hostsByName(hosts.rows.values());
  const named = all.filter((host) => isNamed(host, filter));
  const found = useOrdered(named, sort);
  if (hosts.status === "error") {
    return <ErrorView error={hosts.error} onRetry={() => void loadHosts()} />;
  }
  // Who has no host yet came to add one.
  const adding = wants ?? (mayJoin && hosts.status === "ready" && all.length === 0);
  const offer = all.some((host) => host.machines.total > 0) ? undefined : hostForDemo(all);
  return (
    <Page
      name={t.hosts.title}
      title={t.hosts.title}
      sub={summary(all)}
      tools={
        <span className={css.tools}>
          <Button onClick={() => void navigate({ to: "/maintenance" })}>
            {t.maintenance.title}
          </Button>
          {mayJoin && (
            <Button aria-expanded={adding} onClick={() => setAdding(!adding)}>
              {t.join.add}
            </Button>
          )}
        </span>
      }
    >
      {adding && <AddHost />}
      {offer !== undefined && <DemoOffer host={offer} />}
      {hosts.status !== "ready" ? (
        <Skeleton height={260} />
      ) : all.length === 0 ? (
        <Empty title={t.hosts.empty.title} text={t.hosts.empty.text} />
      ) : (
        <Panel
          title={t.hosts.title}
          count={formatCount(found.length)}
          tools={
            all.length > searchFrom && (
              <Finder label={t.hosts.filter} value={filter} onChange={find} />
            )
          }
          flush
        >
          <Table
            label={t.hosts.title}
            columns={phone ? columnsOnPhone : columns}
            rows={found.slice(0, rowsMax)}
            keyOf={(host) => host.id}
            sort={{
              by: sort,
              onChange: (by) =>
                void navigate({ search: (now) => ({ ...now, sort: by }), replace: true }),
            }}
          />
          <Rest count={found.length - rowsMax} />
        </Panel>
      )}
    </Page>
  );
}

function Rest({ count }: { readonly count: number }) {
  return count > 0 ? <p className={css.rest}>{t.hosts.more(formatCount(count))}</p> : null;
}

/** Rows stay where they are while their figures move: the order is made when it is asked for, or hosts come or go. */
function useOrdered(hosts: readonly HostView[], sort: string | undefined): readonly HostView[] {
  const latest = useRef(hosts);
  latest.current = hosts;
  const members = hosts.map(({ id }) => id).join();
  const places = useMemo(() => {
    const inOrder = ordered(latest.current, columns, sort);
    return members === ""
      ? new Map<string, number>()
      : new Map(inOrder.map(({ id }, at) => [id, at]));
  }, [members, sort]);
  return [...hosts].sort((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
}

function summary(hosts: readonly HostView[]): string {
  const online = hosts.filter((host) => host.state === "online").length;
  return online === hosts.length
    ? `${formatCount(online)} online`
    : `${formatCount(online)} of ${formatCount(hosts.length)} online`;
}

function Name({ host }: { readonly host: HostView }) {
  return (
    <span className={css.name}>
      <Link to="/hosts/$host" params={{ host: host.id }}>
        {host.name}
      </Link>
      <HostBadges host={host} />
    </span>
  );
}

function Use({ host, shade }: { readonly host: HostView; readonly shade: Shade }) {
  const use = hostUse(host, shade);
  return (
    <span className={css.use}>
      <Meter value={use} label={`${head[shade]} ${host.name}`} />
      <span>{formatPercent(use)}</span>
    </span>
  );
}

function Libvirt({ host }: { readonly host: HostView }) {
  const { libvirt, libvirtVersion } = host.inventory;
  // What a host said before it fell silent is no news of today.
  if (host.state === "offline") return <span className={css.quiet}>{libvirtVersion}</span>;
  if (libvirt.state !== "connected") {
    return <Mark shape="cross" tone="bad" text={libvirt.problem ?? libvirt.state} />;
  }
  if (libvirt.culprits.length > 0) {
    return <Mark shape="alert" tone="warn" text={`${libvirtVersion ?? ""} slow`} />;
  }
  return <Mark shape="full" tone="ok" text={libvirtVersion ?? t.host.libvirtOk} />;
}
