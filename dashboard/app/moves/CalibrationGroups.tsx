import type { Calibration, CalibrationGroup } from "@novacron/protocol/http/migrations";
import { t } from "../text/en.ts";
import { Panel } from "../ui/Panel.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { formatCount, formatPercent } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import css from "./Calibration.module.css";

const text = t.calibration;

const columns: readonly TableColumn<CalibrationGroup>[] = [
  { key: "what", head: text.head.what, cell: whatOf },
  { key: "moves", head: text.head.moves, number: true, cell: (one) => formatCount(one.moves) },
  {
    key: "durationCoverage",
    head: text.head.durationCoverage,
    number: true,
    cell: (one) => formatPercent(one.duration.coverage),
  },
  {
    key: "durationError",
    head: text.head.durationError,
    number: true,
    cell: (one) => formatSpan(one.duration.errorMs),
  },
  {
    key: "pauseCoverage",
    head: text.head.pauseCoverage,
    number: true,
    cell: (one) => formatPercent(one.pause.coverage),
  },
  {
    key: "pauseError",
    head: text.head.pauseError,
    number: true,
    cell: (one) => formatSpan(one.pause.errorMs),
  },
];

/** The same numbers by kind of move and by pair of hosts: where the forecasts can be trusted less. */
export function CalibrationGroups({ calibration }: { readonly calibration: Calibration }) {
  const rows = [...calibration.byKind, ...calibration.byPair];
  if (rows.length === 0) return null;
  return (
    <Panel title={text.byKind} flush>
      <Table label={text.byKind} columns={columns} rows={rows} keyOf={keyOf} />
      <p className={css.foot}>{text.errorHelp}</p>
    </Panel>
  );
}

function whatOf({ kind, pair }: CalibrationGroup): string {
  const way = pair === null ? null : `${pair.sourceName} → ${pair.targetName}`;
  return [kind === null ? null : t.moves.kinds[kind], way].filter(Boolean).join(", ");
}

function keyOf({ kind, pair }: CalibrationGroup): string {
  return `${kind} ${pair?.source} ${pair?.target}`;
}
