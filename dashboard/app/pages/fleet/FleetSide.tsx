import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import type { FleetView } from "@novacron/protocol/http/fleet";
import { Link } from "@tanstack/react-router";
import { OperationItem } from "../../components/OperationItem.tsx";
import { Problems } from "../../components/Problems.tsx";
import { RecordList } from "../../components/RecordList.tsx";
import { withoutCrowds } from "../../components/without-crowds.ts";
import { useOperations } from "../../live/use-live.ts";
import { inOrder, waitsItsTurn } from "../../moves/under-way.ts";
import { t } from "../../text/en.ts";
import { Panel } from "../../ui/Panel.tsx";
import { formatCount } from "../../util/format.ts";
import css from "./FleetPage.module.css";

const problemsMax = 8;
const changesMax = 30;

/** What is wrong, what runs, what changed: in the order in which a person asks. */
export function FleetSide({ fleet }: { readonly fleet: FleetView }) {
  const all = [...useOperations().rows.values()].filter((op) => !hasEnded(op.state));
  const open = inOrder(all.filter((op) => !isScheduled(op) && !waitsItsTurn(op)));
  const more = fleet.problemsTotal - Math.min(problemsMax, fleet.problems.length);
  return (
    <div className={css.side}>
      <Panel title={t.fleet.wrong} count={fleet.problemsTotal || undefined}>
        {fleet.problemsTotal === 0 ? (
          <p className={css.quiet}>{t.fleet.nothingWrong}</p>
        ) : (
          <Problems notes={fleet.problems.slice(0, problemsMax)} brief />
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
        <Waiting count={all.filter(waitsItsTurn).length} words={t.fleet.waiting} />
        <Waiting count={all.filter(isScheduled).length} words={t.fleet.scheduled} />
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

interface WaitingProps {
  readonly count: number;
  readonly words: (count: string, one: boolean) => string;
}

/** What waits is counted, not listed: a host that is emptied would fill the page with it. */
function Waiting({ count, words }: WaitingProps) {
  if (count === 0) return null;
  return (
    <p>
      <Link to="/operations" search={{ state: "open" }}>
        {words(formatCount(count), count === 1)}
      </Link>
    </p>
  );
}
