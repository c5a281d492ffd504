import { hasEnded } from "@novacron/protocol/domain/operation";
import type { FleetView } from "@novacron/protocol/http/fleet";
import { OperationItem } from "../../components/OperationItem.tsx";
import { Problems } from "../../components/Problems.tsx";
import { RecordList } from "../../components/RecordList.tsx";
import { useOperations } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Panel } from "../../ui/Panel.tsx";
import css from "./FleetPage.module.css";

const problemsMax = 8;
const changesMax = 30;

/** What is wrong, what runs, what changed: in the order in which a person asks. */
export function FleetSide({ fleet }: { readonly fleet: FleetView }) {
  const open = [...useOperations().rows.values()].filter((op) => !hasEnded(op.state));
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
      </Panel>
      <Panel title={t.fleet.changed} count={fleet.recent.length || undefined} className={css.grow}>
        {fleet.recent.length === 0 ? (
          <p className={css.quiet}>{t.fleet.nothingChanged}</p>
        ) : (
          <RecordList entries={fleet.recent.slice(0, changesMax)} linked />
        )}
      </Panel>
    </div>
  );
}
