import type { PlacementPlan, PlannedMove } from "@novacron/protocol/domain/placement";
import { MachineLink } from "../components/MachineLink.tsx";
import { isOff } from "../moves/words.ts";
import { t } from "../text/en.ts";
import { Badge } from "../ui/Badge.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { formatCount, unknown } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import { Numbers } from "./Numbers.tsx";
import { PictureView } from "./PictureView.tsx";
import css from "./Placement.module.css";

const text = t.placement;

const columns: readonly TableColumn<PlannedMove>[] = [
  { key: "stage", head: text.head.stage, cell: (move) => move.stage + 1 },
  {
    key: "machine",
    head: text.head.machine,
    cell: (move) => (
      <span className={css.machine}>
        <MachineLink machine={move.machine}>{move.machineName}</MachineLink>
        {move.detour && <Badge>{text.detour}</Badge>}
      </span>
    ),
  },
  {
    key: "way",
    head: text.head.way,
    cell: (move) => (
      <span className={css.way}>{`${move.fromName ?? unknown} → ${move.toName}`}</span>
    ),
  },
  {
    key: "why",
    head: text.head.why,
    cell: (move) => <span className={css.why}>{move.reason}</span>,
  },
  { key: "gain", head: text.head.gain, number: true, cell: (move) => formatCount(move.gain) },
  { key: "cost", head: text.head.cost, number: true, cell: (move) => formatCount(move.cost) },
  {
    key: "duration",
    head: text.head.duration,
    number: true,
    cell: (move) => formatSpan(move.forecast?.durationMs.p50),
  },
  { key: "pause", head: text.head.pause, number: true, cell: pauseOf },
];

/** A plan in words and numbers: what gets better, by which moves, and what it cannot mend. */
export function PlanView({ plan }: { readonly plan: PlacementPlan }) {
  const stages = [...plan.moves].sort((a, b) => a.stage - b.stage);
  const span = plan.durationMs === null ? null : formatSpan(plan.durationMs);
  return (
    <div className={css.stack}>
      <ul className={css.words}>
        {plan.explanation.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <Numbers before={plan.before} after={plan.after} />
      {plan.unsolved.map((sentence) => (
        <Notice key={sentence} tone="warn">
          {text.unsolved}: {sentence}
        </Notice>
      ))}
      <section aria-label={text.takes(plan.moves.length, plan.stages, span)}>
        <h3 className={css.title}>{text.takes(plan.moves.length, plan.stages, span)}</h3>
        <Table
          label={text.suggestion}
          stacks
          columns={columns}
          rows={stages}
          keyOf={(move) => `${move.machine} ${move.stage}`}
        />
        <p className={css.quiet}>{text.units}</p>
      </section>
      <PictureView before={plan.before} after={plan.after} />
    </div>
  );
}

function pauseOf({ forecast }: PlannedMove): string {
  if (forecast === null) return unknown;
  return isOff(forecast) ? t.maintenance.none90 : formatSpan(forecast.pauseMs.p50);
}
