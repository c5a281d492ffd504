import { useNavigate, useSearch } from "@tanstack/react-router";
import { Page } from "../../components/Page.tsx";
import { tabOf } from "../../components/TabBar.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { t } from "../../text/en.ts";
import { AuditTab } from "./AuditTab.tsx";
import { AuthorityTab } from "./authority/AuthorityTab.tsx";
import { LimitsTab } from "./LimitsTab.tsx";
import { MetricsTab } from "./MetricsTab.tsx";
import { MqttTab } from "./MqttTab.tsx";
import { PeopleTab } from "./PeopleTab.tsx";
import { ProjectsTab } from "./ProjectsTab.tsx";
import { RolesTab } from "./roles/RolesTab.tsx";
import css from "./SettingsPage.module.css";
import { SystemTab } from "./SystemTab.tsx";
import { TokensTab } from "./TokensTab.tsx";
import { UpgradesTab } from "./upgrades/UpgradesTab.tsx";
import { YouTab } from "./YouTab.tsx";

const tabs = [
  "system",
  "metrics",
  "limits",
  "upgrades",
  "people",
  "roles",
  "projects",
  "tokens",
  "mqtt",
  "authority",
  "audit",
  "person",
] as const;
const bodies = {
  system: SystemTab,
  metrics: MetricsTab,
  limits: LimitsTab,
  upgrades: UpgradesTab,
  people: PeopleTab,
  roles: RolesTab,
  projects: ProjectsTab,
  tokens: TokensTab,
  mqtt: MqttTab,
  authority: AuthorityTab,
  audit: AuditTab,
  person: YouTab,
} as const;

export function SettingsPage() {
  const search = useSearch({ from: "/app/settings" });
  const navigate = useNavigate({ from: "/settings" });
  const tab = tabOf(search.tab, tabs);
  const Body = bodies[tab];
  return (
    <Page name={t.settings.title} title={t.settings.title}>
      <Tabs
        label={t.settings.title}
        tabs={tabs}
        texts={t.settings.tabs}
        value={tab}
        onSearch={(next) => void navigate({ search: next, replace: true })}
        className={css.stack}
      >
        <Body />
      </Tabs>
    </Page>
  );
}
