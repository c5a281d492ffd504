import { useQuery } from "@tanstack/react-query";
import { runsQuery } from "../api/placement.ts";
import { ErrorView } from "../components/ErrorView.tsx";
import { t } from "../text/en.ts";
import { Panel } from "../ui/Panel.tsx";
import { formatInstant } from "../util/time.ts";
import css from "./Placement.module.css";
import { byOf, PlanRun } from "./PlanRun.tsx";

const text = t.placement;

/** Plans that have ended, newest first, the first one open: why machines are where they are. */
export function PastRuns() {
  const known = useQuery(runsQuery);
  if (known.isError) return <ErrorView error={known.error} onRetry={() => void known.refetch()} />;
  const past = (known.data?.items ?? []).filter(({ endedAt }) => endedAt !== null);
  if (past.length === 0) return null;
  return (
    <Panel title={text.ranBefore} count={past.length}>
      <div className={css.stack}>
        {past.map((run, at) => (
          <details key={run.plan} className={css.past} open={at === 0}>
            <summary>
              {formatInstant(run.startedAt)}: {text.runStates[run.state].toLowerCase()}, {byOf(run)}
            </summary>
            <PlanRun run={run} />
          </details>
        ))}
      </div>
    </Panel>
  );
}
