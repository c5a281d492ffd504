import type { HostView } from "@novacron/protocol/http/hosts";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { hostQuery } from "../../api/queries.ts";
import { ChartStack } from "../../charts/ChartStack.tsx";
import { hostCharts } from "../../charts/specs.ts";
import type { RangeSource } from "../../charts/use-range.ts";
import { DemoOffer } from "../../components/DemoOffer.tsx";
import { ErrorView } from "../../components/ErrorView.tsx";
import { HostBadges } from "../../components/HostBadges.tsx";
import { Page } from "../../components/Page.tsx";
import { PageBones } from "../../components/PageBones.tsx";
import { Problems } from "../../components/Problems.tsx";
import { HostMark } from "../../components/StateMark.tsx";
import { tabOf } from "../../components/TabBar.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { useMay } from "../../components/use-who.ts";
import { useHosts, useNow } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { EventsTab } from "../machine/EventsTab.tsx";
import { ForgetHost } from "./ForgetHost.tsx";
import { HostMachines } from "./HostMachines.tsx";
import css from "./HostPage.module.css";
import { HostNetworks, HostPools } from "./HostParts.tsx";
import { HostSide } from "./HostSide.tsx";
import { hostHealth } from "./health.ts";

const HostMaintenance = lazy(async () => ({
  default: (await import("../../maintenance/HostMaintenance.tsx")).HostMaintenance,
}));

const tabs = ["overview", "machines", "storage", "networks", "maintenance", "events"] as const;
type Tab = (typeof tabs)[number];

export function HostPage() {
  const { host: id } = useParams({ from: "/app/hosts/$host" });
  const asked = useQuery(hostQuery(id));
  // The feed brings the newest view of each host; the answer of the question is the first one.
  const host = useHosts().rows.get(asked.data?.id ?? id) ?? asked.data;
  if (host === undefined) {
    return asked.isError ? (
      <ErrorView error={asked.error} onRetry={() => void asked.refetch()} />
    ) : (
      <Bones />
    );
  }
  return <Loaded host={host} />;
}

function Loaded({ host }: { readonly host: HostView }) {
  const search = useSearch({ from: "/app/hosts/$host" });
  const navigate = useNavigate({ from: "/hosts/$host" });
  const tab: Tab = tabOf(search.tab, tabs);
  const now = useNow();
  const mayForget = useMay("host.join");
  const foreign = host.inventory.foreignManager;
  return (
    <Page
      name={host.name}
      title={<Title host={host} />}
      sub={<span className={css.sub}>{hostHealth(host, now)}</span>}
      tools={
        <>
          {host.state === "offline" && mayForget && <ForgetHost host={host} />}
          {host.state !== "offline" && tab !== "maintenance" && (
            <Button onClick={() => void navigate({ search: { tab: "maintenance" } })}>
              {t.maintenance.put}
            </Button>
          )}
        </>
      }
    >
      {foreign !== null && <Notice tone="warn">{t.host.foreign(foreign)}</Notice>}
      {host.machines.total === 0 && host.state === "online" && <DemoOffer host={host} />}
      <Tabs
        label={host.name}
        tabs={tabs}
        texts={t.host.tabs}
        value={tab}
        onSearch={(next) => void navigate({ search: next, replace: true })}
      >
        <Suspense fallback={<Skeleton height={320} />}>
          <TabBody tab={tab} host={host} />
        </Suspense>
      </Tabs>
    </Page>
  );
}

function TabBody({ tab, host }: { readonly tab: Tab; readonly host: HostView }) {
  switch (tab) {
    case "overview":
      return <Overview host={host} />;
    case "machines":
      return <HostMachines host={host} />;
    case "storage":
      return <HostPools host={host} />;
    case "networks":
      return <HostNetworks host={host} />;
    case "maintenance":
      return <HostMaintenance host={host} />;
    case "events":
      return <EventsTab scope={{ host: host.id }} />;
  }
}

function Overview({ host }: { readonly host: HostView }) {
  const search = useSearch({ from: "/app/hosts/$host" });
  const navigate = useNavigate({ from: "/hosts/$host" });
  const source = useMemo<RangeSource>(() => ({ target: "host", id: host.id }), [host.id]);
  return (
    <div className={css.grid}>
      <ChartStack
        title={t.machine.figures}
        source={source}
        charts={hostCharts}
        search={search}
        onSearch={(change) => void navigate({ search: (before) => ({ ...before, ...change }) })}
      />
      <div className={css.side}>
        {host.problems.length > 0 && (
          <Panel title={t.fleet.wrong} count={host.problems.length}>
            <Problems notes={host.problems} />
          </Panel>
        )}
        <HostSide host={host} />
      </div>
    </div>
  );
}

function Title({ host }: { readonly host: HostView }) {
  return (
    <span className={css.name}>
      {host.name}
      <Badge>
        <HostMark state={host.state} />
      </Badge>
      <HostBadges host={host} />
    </span>
  );
}

function Bones() {
  return (
    <PageBones>
      <div className={css.grid}>
        <Skeleton height={620} />
        <Skeleton height={420} />
      </div>
    </PageBones>
  );
}
