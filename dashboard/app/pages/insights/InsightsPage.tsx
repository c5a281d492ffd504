import { useNavigate, useSearch } from "@tanstack/react-router";
import { Page } from "../../components/Page.tsx";
import { tabOf } from "../../components/TabBar.tsx";
import { Tabs } from "../../components/Tabs.tsx";
import { t } from "../../text/en.ts";
import { ForecastsTab } from "./ForecastsTab.tsx";
import { PlacementTab } from "./PlacementTab.tsx";
import { WhatIfTab } from "./WhatIfTab.tsx";

const tabs = ["placement", "what-if", "forecasts"] as const;
const bodies = {
  placement: PlacementTab,
  "what-if": WhatIfTab,
  forecasts: ForecastsTab,
} as const;

/** What the fleet's numbers say about what to do, and how far they can be trusted. */
export function InsightsPage() {
  const search = useSearch({ from: "/app/insights" });
  const navigate = useNavigate({ from: "/insights" });
  const tab = tabOf(search.tab, tabs);
  const Body = bodies[tab];
  return (
    <Page name={t.placement.title} title={t.placement.title}>
      <Tabs
        label={t.placement.title}
        tabs={tabs}
        texts={t.placement.tabs}
        value={tab}
        onSearch={(next) => void navigate({ search: next, replace: true })}
      >
        <Body />
      </Tabs>
    </Page>
  );
}
