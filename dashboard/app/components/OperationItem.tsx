import { hasEnded, isScheduled, type OperationStep } from "@novacron/protocol/domain/operation";
import type { OperationView } from "@novacron/protocol/http/operations";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { cancel } from "../commands/ask.ts";
import { useNow } from "../live/use-live.ts";
import { leftMs, waitsItsTurn } from "../moves/under-way.ts";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Mark, type Tone } from "../ui/Mark.tsx";
import { Meter } from "../ui/Meter.tsx";
import type { ShapeName } from "../ui/Shape.tsx";
import { Skeleton } from "../ui/Skeleton.tsx";
import { formatPercent } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import { formatDuration, formatInstant, formatMinute } from "../util/time.ts";
import { Ago } from "./Ago.tsx";
import css from "./OperationItem.module.css";
import { ProblemLine } from "./ProblemLine.tsx";
import { OperationMark } from "./StateMark.tsx";
import { useMaySomewhere } from "./use-who.ts";

/** Charts and forecasts of moves are loaded when somebody opens one. */
const MoveParts = lazy(async () => ({
  default: (await import("../moves/MoveParts.tsx")).MoveParts,
}));

/** One operation as a sentence, with its progress and, on demand, its steps. */
export function OperationItem({ operation: op }: { readonly operation: OperationView }) {
  const [open, setOpen] = useState(false);
  const ended = hasEnded(op.state);
  return (
    <li className={css.item}>
      <div className={css.line}>
        <OperationMark state={op.state} bare />
        <div className={css.sentence}>
          <Link to="/machines/$machine" params={{ machine: op.machine }}>
            {sentenceOf(op)}
          </Link>{" "}
          <span className={css.meta}>
            {isScheduled(op) ? `· ${t.operations.asked}` : <Now operation={op} />}
            {isScheduled(op) ? " " : " · "}
            <Ago at={op.requestedAt} />
          </span>
        </div>
        <div className={css.end}>
          {!ended && <CancelButton operation={op} />}
          <Button
            kind="quiet"
            small
            icon
            aria-expanded={open}
            aria-label={t.operations.show(op.sentence)}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? "up" : "down"} size={14} />
          </Button>
        </div>
        {!ended && op.progress !== null && (
          <div className={css.progress}>
            <Meter value={op.progress} label={op.sentence} alarming={false} />
          </div>
        )}
        {op.problem !== null && (
          <div className={css.problem}>
            <ProblemLine problem={op.problem} />
          </div>
        )}
      </div>
      {open && op.migration !== undefined && (
        <div className={css.move}>
          <Suspense fallback={<Skeleton height={120} />}>
            <MoveParts operation={op} />
          </Suspense>
        </div>
      )}
      {open && <Steps operation={op} />}
    </li>
  );
}

/** One that waits does not move; one that waits for its time says when that is, by the clock of who reads it. */
function sentenceOf(op: OperationView): string {
  const { requestedBy: who, machineName: machine, migration, params } = op;
  const target = migration?.targetName ?? "";
  const at = params.migration?.notBefore;
  if (isScheduled(op) && at !== undefined) {
    return t.operations.scheduled(who, machine, target, formatMinute(at));
  }
  return waitsItsTurn(op) ? t.operations.waiting(who, machine, target) : op.sentence;
}

function Now({ operation: op }: { readonly operation: OperationView }) {
  const ended = hasEnded(op.state);
  return (
    <>
      {t.states.operation[op.state].toLowerCase()}
      {!ended && op.progress !== null && `, ${formatPercent(op.progress)}`}
      {!ended && op.migration !== undefined && <Left operation={op} />}
      {ended && op.endedAt !== null && `, ${t.operations.took(span(op))}`}
    </>
  );
}

/** A quiet addition to the sentence: the phase of a move, and how long it still takes. */
function Left({ operation: op }: { readonly operation: OperationView }) {
  const left = leftMs(op, useNow());
  const phase = op.migration === undefined ? "" : t.moves.phases[op.migration.phase].toLowerCase();
  return `, ${phase}${left === null ? "" : `, ${t.moves.progress.left(formatSpan(left))}`}`;
}

function CancelButton({ operation: op }: { readonly operation: OperationView }) {
  const may = useMaySomewhere(op.kind === "machine.migrate" ? "machine.move" : "machine.power");
  if (!may) return null;
  const asked = op.state === "cancelling" || op.cancelRequestedBy !== null;
  return (
    <Button small aria-disabled={asked} onClick={() => !asked && void cancel(op)}>
      {asked ? t.operations.cancelAsked : t.operations.cancel}
    </Button>
  );
}

const stepLooks: Readonly<Record<OperationStep["state"], readonly [ShapeName, Tone]>> = {
  waiting: ["dashed", "off"],
  running: ["turning", "off"],
  done: ["check", "ok"],
  failed: ["cross", "bad"],
  skipped: ["dash", "off"],
};

function Steps({ operation: op }: { readonly operation: OperationView }) {
  return (
    <div className={css.steps}>
      <ol>
        {op.steps.map((step, at) => (
          // A step may come again under its name, and none changes its place.
          <li key={`${at} ${step.name}`}>
            <Mark
              shape={stepLooks[step.state][0]}
              tone={stepLooks[step.state][1]}
              text={step.name}
            />
            <span>
              {step.startedAt !== null && step.endedAt !== null
                ? formatDuration(step.endedAt - step.startedAt)
                : step.state}
            </span>
          </li>
        ))}
      </ol>
      <div className={css.ids}>
        {formatInstant(op.requestedAt)} · {op.requestedBy} · {op.hostName} · <code>{op.id}</code>
      </div>
    </div>
  );
}

function span(op: OperationView): string {
  const ms = (op.endedAt ?? op.requestedAt) - op.requestedAt;
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : formatDuration(ms);
}
