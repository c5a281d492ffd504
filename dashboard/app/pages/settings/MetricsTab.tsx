import { naturalKey } from "@novacron/protocol/domain/machine-sort";
import type { HostView } from "@novacron/protocol/http/hosts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../../api/call.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useMay } from "../../components/use-who.ts";
import { hosts as store } from "../../live/fleet-store.ts";
import { useHosts } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { toast } from "../../ui/toast-store.ts";
import { formatBytes, formatPercent } from "../../util/format.ts";
import css from "./SettingsPage.module.css";

const text = t.settings.metrics;
const secondsOffered = [1, 2, 5, 10, 15, 30, 60] as const;

/** How often each host is sampled, beside what the agent costs there. */
export function MetricsTab() {
  const hosts = useHosts();
  const may = useMay("host.manage");
  const [error, setError] = useState<unknown>(null);
  const change = async (host: HostView, seconds: number) => {
    try {
      const body = { metricsIntervalMs: seconds * 1_000 };
      store.upsert([await call("hostSettings", { params: { host: host.id }, body })]);
      toast({ tone: "ok", text: `${host.name}: ${text.seconds(seconds)}` });
    } catch (cause) {
      setError(cause);
    }
  };
  if (hosts.status !== "ready") return <Skeleton height={240} />;
  const all = [...hosts.rows.values()].sort((a, b) =>
    naturalKey(a.name) < naturalKey(b.name) ? -1 : 1,
  );
  if (all.length === 0) return <Empty title={t.hosts.empty.title} text={t.hosts.empty.text} />;
  return (
    <>
      <p className={css.lead}>{text.lead}</p>
      {error !== null && <ErrorView error={error} />}
      <Panel title={t.hosts.title} count={all.length} flush>
        <Table
          label={t.settings.tabs.metrics}
          columns={columns(may, (host, seconds) => void change(host, seconds))}
          rows={all}
          keyOf={(host) => host.id}
        />
      </Panel>
    </>
  );
}

function columns(
  may: boolean,
  onChange: (host: HostView, seconds: number) => void,
): readonly TableColumn<HostView>[] {
  return [
    {
      key: "name",
      head: t.hosts.head.name,
      cell: (host) => (
        <Link to="/hosts/$host" params={{ host: host.id }}>
          {host.name}
        </Link>
      ),
    },
    {
      key: "cost",
      head: t.charts.agent,
      number: true,
      cell: (host) => formatPercent(host.latest.agentCpu),
    },
    {
      key: "memory",
      head: t.charts.memory,
      number: true,
      cell: (host) => formatBytes(host.latest.agentMemoryBytes),
    },
    {
      key: "interval",
      head: t.host.interval,
      number: true,
      cell: (host) => <IntervalSelect host={host} disabled={!may} onChange={onChange} />,
    },
  ];
}

interface IntervalSelectProps {
  readonly host: HostView;
  readonly disabled: boolean;
  readonly onChange: (host: HostView, seconds: number) => void;
}

function IntervalSelect({ host, disabled, onChange }: IntervalSelectProps) {
  const present = host.inventory.metricsIntervalMs / 1_000;
  const offered = [...new Set([...secondsOffered, present])].sort((a, b) => a - b);
  return (
    <select
      className={css.select}
      aria-label={`${t.host.interval}: ${host.name}`}
      value={present}
      disabled={disabled}
      onChange={(event) => onChange(host, Number(event.target.value))}
    >
      {offered.map((seconds) => (
        <option key={seconds} value={seconds}>
          {text.seconds(seconds)}
        </option>
      ))}
    </select>
  );
}
