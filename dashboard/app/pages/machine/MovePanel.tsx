import { hasEnded, isScheduled } from "@novacron/protocol/domain/operation";
import type { MachineView } from "@novacron/protocol/http/machines";
import type { OperationView } from "@novacron/protocol/http/operations";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { cancel } from "../../commands/ask.ts";
import { Ago } from "../../components/Ago.tsx";
import { ProblemLine } from "../../components/ProblemLine.tsx";
import { useMaySomewhere } from "../../components/use-who.ts";
import { useNow, useOperations } from "../../live/use-live.ts";
import { leftMs } from "../../moves/under-way.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { formatSpan } from "../../util/span.ts";
import css from "./MachinePage.module.css";

const MoveParts = lazy(async () => ({
  default: (await import("../../moves/MoveParts.tsx")).MoveParts,
}));

/** A move that ended longer ago is found in the operations and the events. */
const shownAfterMs = 3_600_000;

/** The machine's move while it runs, and its measure beside the forecast for an hour afterwards. */
export function MovePanel({ machine }: { readonly machine: MachineView }) {
  const operation = newestMove(useOperations().rows.values(), machine.id);
  const now = useNow(5_000);
  if (operation === undefined) return null;
  const ended = hasEnded(operation.state);
  if (ended && (operation.endedAt ?? 0) < now - shownAfterMs) return null;
  return (
    <Panel
      className={css.whole}
      title={
        ended
          ? t.moves.result.last
          : isScheduled(operation)
            ? t.moves.atItsTime
            : t.moves.progress.title
      }
      tools={ended ? <Ended operation={operation} /> : <UnderWay operation={operation} />}
    >
      <Suspense fallback={<Skeleton height={150} />}>
        <MoveParts operation={operation} />
        {operation.problem !== null && <ProblemLine problem={operation.problem} />}
      </Suspense>
    </Panel>
  );
}

function UnderWay({ operation }: { readonly operation: OperationView }) {
  const may = useMaySomewhere("machine.move");
  const left = leftMs(operation, useNow());
  const asked = operation.cancelRequestedBy !== null;
  return (
    <>
      <span className={css.quiet}>
        {operation.migration !== undefined && t.moves.progress.to(operation.migration.targetName)}
        {left !== null && `, ${t.moves.progress.left(formatSpan(left))}`}
      </span>
      {may && (
        <Button small aria-disabled={asked} onClick={() => !asked && void cancel(operation)}>
          {asked ? t.operations.cancelAsked : t.moves.progress.cancel}
        </Button>
      )}
    </>
  );
}

function Ended({ operation }: { readonly operation: OperationView }) {
  return (
    <span className={css.quiet}>
      {operation.endedAt !== null && <Ago at={operation.endedAt} />}{" "}
      <Link to="/operations" search={{ state: "ended" }}>
        {t.operations.title}
      </Link>
    </span>
  );
}

function newestMove(all: Iterable<OperationView>, machine: string): OperationView | undefined {
  let newest: OperationView | undefined;
  for (const op of all) {
    if (op.machine !== machine || op.migration === undefined) continue;
    if (newest === undefined || isBefore(newest, op)) newest = op;
  }
  return newest;
}

/** One that has not ended is shown before one that has, whenever it was asked for. */
function isBefore(one: OperationView, other: OperationView): boolean {
  const open = Number(!hasEnded(other.state)) - Number(!hasEnded(one.state));
  return open === 0 ? other.requestedAt > one.requestedAt : open > 0;
}
