import type { MigrationKind } from "@novacron/protocol/domain/migration";
import type { Calibration } from "@novacron/protocol/http/migrations";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Answer } from "../../api/call.ts";
import { calibrationQuery, movesRecordedQuery } from "../../api/moves.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import css from "../../moves/Calibration.module.css";
import { CalibrationChart } from "../../moves/CalibrationChart.tsx";
import { CalibrationGroups } from "../../moves/CalibrationGroups.tsx";
import { CalibrationScores } from "../../moves/CalibrationScores.tsx";
import { pointsOf } from "../../moves/calibration.ts";
import { RecordedMoves } from "../../moves/RecordedMoves.tsx";
import { t } from "../../text/en.ts";
import { Empty } from "../../ui/Empty.tsx";
import { SelectField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";

const text = t.calibration;
type Moves = Answer<"movesRecorded">["items"];

/** How good the forecasts of moves were, in the open: every one of them beside what was measured. */
export function ForecastsTab() {
  const scores = useQuery(calibrationQuery);
  const moves = useQuery(movesRecordedQuery);
  const error = scores.error ?? moves.error;
  if (error !== null) {
    const again = scores.isError ? scores.refetch : moves.refetch;
    return <ErrorView error={error} onRetry={() => void again()} />;
  }
  if (scores.data === undefined || moves.data === undefined) return <Skeleton height={480} />;
  if (moves.data.total === 0) return <Empty title={text.none.title} text={text.none.text} />;
  return (
    <div className={css.stack}>
      <p className={css.quiet}>{text.lead}</p>
      <CalibrationScores calibration={scores.data} />
      <Moves moves={moves.data.items} total={moves.data.total} kinds={kindsOf(scores.data)} />
      <CalibrationGroups calibration={scores.data} />
    </div>
  );
}

interface MovesProps {
  readonly moves: Moves;
  readonly total: number;
  readonly kinds: readonly MigrationKind[];
}

function Moves({ moves, total, kinds }: MovesProps) {
  const search = useSearch({ from: "/app/insights" });
  const navigate = useNavigate({ from: "/insights" });
  const set = (changed: { kind?: string; view?: string }) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true });
  const kind = kinds.find((one) => one === search.kind);
  const shown = moves.filter((move) => kind === undefined || move.subject.kind === kind);
  const asTable = search.view === "table";
  return (
    <Panel
      title={text.moves}
      count={total > moves.length ? t.common.of(`${shown.length}`, `${total}`) : shown.length}
      tools={
        <>
          <SelectField
            label={text.kind}
            value={kind ?? ""}
            onChange={(event) => set({ kind: event.target.value })}
            className={css.kind}
          >
            <option value="">{text.all}</option>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t.moves.kinds[one]}
              </option>
            ))}
          </SelectField>
          <Segmented
            label={text.view}
            value={asTable ? "table" : "chart"}
            options={[
              { value: "chart", text: text.asChart },
              { value: "table", text: text.asTable },
            ]}
            onChange={(view) => set({ view: view === "chart" ? "" : view })}
          />
        </>
      }
      flush={asTable}
    >
      {asTable ? (
        <RecordedMoves moves={shown} />
      ) : (
        <div className={css.charts}>
          <p className={css.quiet}>{text.hint}</p>
          <CalibrationChart name={text.head.duration} points={pointsOf(shown, "duration")} />
          <CalibrationChart name={text.head.pause} points={pointsOf(shown, "pause")} />
        </div>
      )}
    </Panel>
  );
}

function kindsOf(calibration: Calibration): MigrationKind[] {
  return calibration.byKind.flatMap((group) => group.kind ?? []);
}
