import { useNavigate, useSearch } from "@tanstack/react-router";
import { Page } from "../../components/Page.tsx";
import { TabBar, tabOf } from "../../components/TabBar.tsx";
import { t } from "../../text/en.ts";
import { AuditTab } from "./AuditTab.tsx";
import { AuthorityTab } from "./authority/AuthorityTab.tsx";
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
      <TabBar
        label={t.settings.title}
        value={tab}
        tabs={tabs.map((value) => ({ value, text: t.settings.tabs[value] }))}
        onChange={(value) =>
          void navigate({ search: value === "system" ? {} : { tab: value }, replace: true })
        }
      />
      <div role="tabpanel" aria-label={t.settings.tabs[tab]} className={css.stack}>
        <Body />
      </div>
    </Page>
  );
}
