import type { MachineView } from "@novacron/protocol/http/machines";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { machineQuery } from "../../api/queries.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { MachineActions } from "../../components/MachineActions.tsx";
import { Page } from "../../components/Page.tsx";
import { PageBones } from "../../components/PageBones.tsx";
import { MachineMark } from "../../components/StateMark.tsx";
import { tabOf } from "../../components/TabBar.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { useNow } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { ConflictPanel } from "./ConflictPanel.tsx";
import { DefinitionTab } from "./DefinitionTab.tsx";
import { DisksTab } from "./DisksTab.tsx";
import { EventsTab } from "./EventsTab.tsx";
import { machineHealth } from "./health.ts";
import css from "./MachinePage.module.css";
import { MovePanel } from "./MovePanel.tsx";
import { NetworksTab } from "./NetworksTab.tsx";
import { OverviewTab } from "./OverviewTab.tsx";

const ConsoleTab = lazy(async () => ({ default: (await import("./ConsoleTab.tsx")).ConsoleTab }));

const tabs = ["overview", "console", "disks", "networks", "events", "definition"] as const;
type Tab = (typeof tabs)[number];

export function MachinePage() {
  const { machine: id } = useParams({ from: "/app/machines/$machine" });
  const machine = useQuery(machineQuery(id));
  if (machine.data === undefined) {
    return machine.isError ? (
      <ErrorView error={machine.error} onRetry={() => void machine.refetch()} />
    ) : (
      <Bones />
    );
  }
  return <Loaded machine={machine.data} />;
}

function Loaded({ machine }: { readonly machine: MachineView }) {
  const search = useSearch({ from: "/app/machines/$machine" });
  const navigate = useNavigate({ from: "/machines/$machine" });
  const tab: Tab = tabOf(search.tab, tabs);
  const now = useNow(5_000);
  return (
    <Page
      name={machine.name}
      title={<Title machine={machine} />}
      sub={
        <span className={css.sub}>
          <span>
            {t.machine.on}{" "}
            <Link to="/hosts/$host" params={{ host: machine.host }}>
              {machine.hostName}
            </Link>
          </span>
          <span className={css.health}>{machineHealth(machine, now)}</span>
        </span>
      }
      tools={<MachineActions machine={machine} />}
    >
      {machine.conflict && <ConflictPanel machine={machine} />}
      <MovePanel machine={machine} />
      <Tabs
        label={machine.name}
        tabs={tabs}
        texts={t.machine.tabs}
        value={tab}
        onSearch={(next) => void navigate({ search: next, replace: true })}
      >
        <Suspense fallback={<Skeleton height={420} />}>
          <TabBody tab={tab} machine={machine} />
        </Suspense>
      </Tabs>
    </Page>
  );
}

function TabBody({ tab, machine }: { readonly tab: Tab; readonly machine: MachineView }) {
  switch (tab) {
    case "overview":
      return <OverviewTab machine={machine} />;
    case "console":
      return <ConsoleTab machine={machine} />;
    case "disks":
      return <DisksTab machine={machine} />;
    case "networks":
      return <NetworksTab machine={machine} />;
    case "events":
      return <EventsTab scope={{ machine: machine.id }} />;
    case "definition":
      return <DefinitionTab machine={machine} />;
  }
}

function Title({ machine }: { readonly machine: MachineView }) {
  return (
    <span className={css.name}>
      {machine.name}
      <span className={css.badges}>
        <Badge>
          <MachineMark state={machine.state} conflict={machine.conflict} />
        </Badge>
        {machine.demo && <Badge dashed>{t.common.demo}</Badge>}
        {machine.simulated && <Badge dashed>{t.common.simulated}</Badge>}
        {machine.tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </span>
    </span>
  );
}

function Bones() {
  return (
    <PageBones>
      <div className={css.overview}>
        <Skeleton height={620} />
        <Skeleton height={320} />
      </div>
    </PageBones>
  );
}
