import type { Calibration } from "@novacron/protocol/http/migrations";
import { Ago } from "../components/Ago.tsx";
import { t } from "../text/en.ts";
import { Mark } from "../ui/Mark.tsx";
import { Panel } from "../ui/Panel.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { formatCount, formatPercent, unknown } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import css from "./Calibration.module.css";

const text = t.calibration;
type Score = Calibration["all"]["duration"];

/** With fewer moves than this a share says nothing yet. */
export const movesEnough = 20;
/** A 90 % interval tells the truth from here to there. */
const honest = [0.85, 0.95] as const;

/** The whole in four numbers, and beside what simple means would have said. */
export function CalibrationScores({ calibration }: { readonly calibration: Calibration }) {
  const { all, forecaster, learnedFrom, since } = calibration;
  const { convergence } = all;
  return (
    <Panel
      title={text.how}
      tools={
        <span className={css.quiet}>
          {t.moves.forecast.by(forecaster.name, forecaster.version)}
          {`, ${text.learnedFrom(formatCount(learnedFrom))}`}
          {since !== null && (
            <>
              {", "}
              {text.since} <Ago at={since} />
            </>
          )}
        </span>
      }
    >
      <dl className={css.scores}>
        <Coverage name={text.score.durationCoverage} score={all.duration} />
        <Coverage name={text.score.pauseCoverage} score={all.pause} />
        <Plain
          name={text.score.notConverged}
          value={t.common.of(formatCount(convergence.notConverged), formatCount(convergence.count))}
          beside={text.brier(shortOf(convergence.brier), shortOf(convergence.brierOfBaseRate))}
        />
      </dl>
      <Table
        label={text.baselines}
        stacks
        columns={columns}
        rows={[
          { name: text.ours, duration: all.duration, pause: all.pause },
          ...calibration.baselines.map((one) => ({ ...one, name: text.baseline(one.name) })),
        ]}
        keyOf={(row) => row.name}
      />
      <p className={css.quiet}>{text.lossHelp}</p>
    </Panel>
  );
}

function Coverage({ name, score }: { readonly name: string; readonly score: Score }) {
  const { count, coverage } = score;
  const judged = coverage !== null && count >= movesEnough;
  const fine = judged && coverage >= honest[0] && coverage <= honest[1];
  return (
    <div>
      <dt>{name}</dt>
      <dd>{formatPercent(coverage)}</dd>
      <dd className={css.beside}>
        {judged ? (
          <Mark
            shape={fine ? "check" : "alert"}
            tone={fine ? "ok" : "warn"}
            text={fine ? text.honest : coverage > honest[1] ? text.wide : text.narrow}
          />
        ) : (
          text.few
        )}
      </dd>
    </div>
  );
}

function Plain(props: { readonly name: string; readonly value: string; readonly beside: string }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
      <dd className={css.beside}>{props.beside}</dd>
    </div>
  );
}

interface Row {
  readonly name: string;
  readonly duration: Score;
  readonly pause: Score;
}

const columns: readonly TableColumn<Row>[] = [
  { key: "name", head: text.head.by, cell: (row) => row.name },
  {
    key: "durationLoss",
    head: text.head.durationLoss,
    number: true,
    cell: (row) => formatSpan(row.duration.pinballMs),
  },
  {
    key: "durationError",
    head: text.head.durationError,
    number: true,
    cell: (row) => formatSpan(row.duration.errorMs),
  },
  {
    key: "pauseLoss",
    head: text.head.pauseLoss,
    number: true,
    cell: (row) => formatSpan(row.pause.pinballMs),
  },
  {
    key: "pauseError",
    head: text.head.pauseError,
    number: true,
    cell: (row) => formatSpan(row.pause.errorMs),
  },
];

function shortOf(value: number | null): string {
  return value === null ? unknown : value.toFixed(3);
}
