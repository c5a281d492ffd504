import { useQuery } from "@tanstack/react-query";
import { placementQuery } from "../../api/placement.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { LimitsPanel } from "../../moves/LimitsPanel.tsx";
import css from "../../placement/Placement.module.css";
import { RulesPanel } from "../../placement/RulesPanel.tsx";
import { SettingsPanel } from "../../placement/SettingsPanel.tsx";
import { Suggestion } from "../../placement/Suggestion.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";

/** What would make the fleet better, by which rules, and who decides. */
export function PlacementTab() {
  const known = useQuery(placementQuery);
  if (known.isError) return <ErrorView error={known.error} onRetry={() => void known.refetch()} />;
  return (
    <div className={css.stack}>
      <Suggestion />
      {known.data === undefined ? (
        <Skeleton height={200} />
      ) : (
        <div className={css.two}>
          <RulesPanel rules={known.data.rules} />
          <div className={css.stack}>
            <SettingsPanel settings={known.data.settings} />
            <LimitsPanel />
          </div>
        </div>
      )}
    </div>
  );
}
