import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import type { OperationView } from "@novacron/protocol/http/operations";
import { Link } from "@tanstack/react-router";
import { useNow, useOperations } from "../live/use-live.ts";
import { inOrder, leftMs } from "../moves/under-way.ts";
import { t } from "../text/en.ts";
import { Meter } from "../ui/Meter.tsx";
import { formatPercent } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import css from "./RunningOperations.module.css";

/** What runs now, in the bar of every page: the newest that does not wait by name with its progress, the others as a number. */
export function RunningOperations() {
  const open = [...useOperations().rows.values()].filter(
    (op) => !hasEnded(op.state) && op.kind !== "machine.console" && !isScheduled(op),
  );
  const [newest] = inOrder(open);
  return newest === undefined ? null : <Running newest={newest} more={open.length - 1} />;
}

function Running({ newest, more }: { readonly newest: OperationView; readonly more: number }) {
  const left = leftMs(newest, useNow());
  const target = newest.migration?.targetName;
  const what = t.runs.what(t.actions[newest.kind], newest.machineName, target);
  const percent = newest.progress === null ? "" : formatPercent(newest.progress);
  const rest = [
    left === null ? "" : t.moves.progress.left(formatSpan(left)),
    more > 0 ? t.common.more(more) : "",
  ].filter(Boolean);
  return (
    <Link to="/operations" className={css.running}>
      <span className={css.what}>{what}</span>{" "}
      <span className={css.percent}>{percent || t.states.operation[newest.state]}</span>{" "}
      <span className={css.rest}>{rest.join(", ")}</span>
      {newest.progress !== null && (
        <span className={css.meter} aria-hidden="true">
          <Meter value={newest.progress} label={what} alarming={false} />
        </span>
      )}
    </Link>
  );
}
