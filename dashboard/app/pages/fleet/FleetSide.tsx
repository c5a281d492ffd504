import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import type { FleetView } from "@novacron/protocol/http/fleet";
import { Link } from "@tanstack/react-router";
import { OperationItem } from "../../components/OperationItem.tsx";
import { Problems } from "../../components/Problems.tsx";
import { RecordList } from "../../components/RecordList.tsx";
import { withoutCrowds } from "../../components/without-crowds.ts";
import { useOperations } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Panel } from "../../ui/Panel.tsx";
import { formatCount } from "../../util/format.ts";
import css from "./FleetPage.module.css";

const problemsMax = 8;
const changesMax = 30;

/** What is wrong, what runs, what changed: in the order in which a person asks. */
export function FleetSide({ fleet }: { readonly fleet: FleetView }) {
  const all = [...useOperations().rows.values()].filter((op) => !hasEnded(op.state));
  const open = all.filter((op) => !isScheduled(op));
  const scheduled = all.length - open.length;
  const more = fleet.problemsTotal - Math.min(problemsMax, fleet.problems.length);
  return (
    <div className={css.side}>
      <Panel title={t.fleet.wrong} count={fleet.problemsTotal || undefined}>
        {fleet.problemsTotal === 0 ? (
          <p className={css.quiet}>{t.fleet.nothingWrong}</p>
        ) : (
          <Problems notes={fleet.problems.slice(0, problemsMax)} />
        )}
        {more > 0 && <p className={css.quiet}>{t.common.more(more)}</p>}
      </Panel>
      <Panel title={t.fleet.running} count={open.length || undefined}>
        {open.length === 0 ? (
          <p className={css.quiet}>{t.fleet.nothingRuns}</p>
        ) : (
          <ul className={css.ops}>
            {open.map((op) => (
              <OperationItem key={op.id} operation={op} />
            ))}
          </ul>
        )}
        {scheduled > 0 && (
          <p>
            <Link to="/operations" search={{ state: "open" }}>
              {t.fleet.scheduled(formatCount(scheduled), scheduled === 1)}
            </Link>
          </p>
        )}
      </Panel>
      <Panel title={t.fleet.changed} count={fleet.recent.length || undefined} className={css.grow}>
        {fleet.recent.length === 0 ? (
          <p className={css.quiet}>{t.fleet.nothingChanged}</p>
        ) : (
          <RecordList entries={withoutCrowds(fleet.recent).slice(0, changesMax)} linked />
        )}
      </Panel>
    </div>
  );
}
