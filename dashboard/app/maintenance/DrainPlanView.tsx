import type { DrainMove, DrainPlan } from "@novacron/protocol/domain/maintenance";
import { MachineLink } from "../components/MachineLink.tsx";
import { ObstacleList } from "../moves/ObstacleList.tsx";
import { isOff } from "../moves/words.ts";
import { t } from "../text/en.ts";
import { cx } from "../ui/class-names.ts";
import { Meter } from "../ui/Meter.tsx";
import { Notice } from "../ui/Notice.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { formatPercent, unknown } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import css from "./Maintenance.module.css";

const text = t.maintenance;

const columns: readonly TableColumn<DrainMove>[] = [
  { key: "stage", head: text.head.stage, cell: (move) => move.stage + 1 },
  { key: "machine", head: text.head.machine, cell: (move) => <Machine move={move} /> },
  {
    key: "to",
    head: text.head.to,
    cell: (move) => <span className={css.way}>{move.toName ?? unknown}</span>,
  },
  {
    key: "duration",
    head: text.head.duration,
    number: true,
    cell: (move) => formatSpan(move.forecast?.durationMs.p50),
  },
  { key: "pause", head: text.head.pause, number: true, cell: pauseOf },
  {
    key: "why",
    head: text.head.why,
    cell: (move) => <span className={cx(css.quiet, css.why)}>{move.reason}</span>,
  },
];

/** Who would go where, in which order and how long; what cannot go and why; how full the others get. */
export function DrainPlanView({ plan }: { readonly plan: DrainPlan }) {
  const going = plan.moves.filter((move) => move.obstacles.length === 0 && move.to !== null);
  const staying = plan.moves.filter((move) => !going.includes(move));
  return (
    <div className={css.stack}>
      <p>
        {plan.moves.length === 0 ? text.empty : text.moves(going.length, plan.stages)}
        {going.length > 0 &&
          `; ${plan.durationMs === null ? text.unknownSpan : text.takes(formatSpan(plan.durationMs))}`}
        .
      </p>
      {plan.warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      {staying.length > 0 && <Staying moves={staying} />}
      {going.length > 0 && (
        <Table
          label={text.plan}
          stacks
          columns={columns}
          rows={[...going].sort((a, b) => a.stage - b.stage)}
          keyOf={(move) => move.machine}
        />
      )}
      {going.length > 0 && plan.after.length > 0 && <After plan={plan} />}
    </div>
  );
}

function Staying({ moves }: { readonly moves: readonly DrainMove[] }) {
  return (
    <section className={css.staying} aria-label={text.stays}>
      <h3>{text.stays}</h3>
      <p className={css.quiet}>{text.staysLead}</p>
      {moves.map((move) => (
        <div key={move.machine} className={css.stay}>
          <Machine move={move} />
          <ObstacleList obstacles={move.obstacles} />
        </div>
      ))}
    </section>
  );
}

function After({ plan }: { readonly plan: DrainPlan }) {
  return (
    <section aria-label={text.after}>
      <h3>{text.after}</h3>
      <ul className={css.after}>
        {plan.after.map(({ host, hostName, load }) => (
          <li key={host}>
            <span>{hostName}</span>
            <Meter value={load} label={`${text.after}: ${hostName}`} />
            <span>{formatPercent(load)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Machine({ move }: { readonly move: DrainMove }) {
  return <MachineLink machine={move.machine}>{move.machineName}</MachineLink>;
}

function pauseOf({ forecast }: DrainMove): string {
  if (forecast === null) return unknown;
  return isOff(forecast) ? text.none90 : formatSpan(forecast.pauseMs.p50);
}
