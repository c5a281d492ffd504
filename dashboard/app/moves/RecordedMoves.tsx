import { useState } from "react";
import { Ago } from "../components/Ago.tsx";
import { MachineLink } from "../components/MachineLink.tsx";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Mark } from "../ui/Mark.tsx";
import { isWithin, RangeBar } from "../ui/RangeBar.tsx";
import { Table, type TableColumn } from "../ui/Table.tsx";
import { formatSpan } from "../util/span.ts";
import css from "./Calibration.module.css";
import { pairOf, type Quantity, type RecordedMoveView } from "./calibration.ts";
import { rangeInWords } from "./words.ts";

const text = t.calibration;

const columns: readonly TableColumn<RecordedMoveView>[] = [
  {
    key: "at",
    head: text.head.at,
    cell: (move) => (
      <span className={css.line}>
        <Ago at={move.endedAt} />
      </span>
    ),
  },
  {
    key: "machine",
    head: text.head.machine,
    cell: (move) => <MachineLink machine={move.subject.machine}>{move.machineName}</MachineLink>,
  },
  {
    key: "pair",
    head: text.head.pair,
    cell: (move) => <span className={css.line}>{`${move.sourceName} → ${move.targetName}`}</span>,
  },
  { key: "kind", head: text.head.kind, cell: (move) => t.moves.kinds[move.subject.kind] },
  { key: "outcome", head: text.head.outcome, cell: (move) => text.outcomes[move.outcome] },
  {
    key: "duration",
    head: text.head.duration,
    cell: (move) => <Pair move={move} quantity="duration" name={text.head.duration} />,
  },
  {
    key: "pause",
    head: text.head.pause,
    cell: (move) => <Pair move={move} quantity="pause" name={text.head.pause} />,
  },
];

/** Two bars and their words a row: hundreds at once are felt, by people's readers most. */
const drawnAtOnce = 50;

/** Recorded moves as rows, newest first: the same numbers as the charts, for reading and copying. */
export function RecordedMoves({ moves }: { readonly moves: readonly RecordedMoveView[] }) {
  const [drawn, setDrawn] = useState(drawnAtOnce);
  const next = Math.min(drawnAtOnce, moves.length - drawn);
  return (
    <>
      <Table
        label={text.moves}
        columns={columns}
        rows={moves.slice(0, drawn)}
        keyOf={(move) => move.operation}
      />
      {next > 0 && (
        <p className={css.further}>
          <Button onClick={() => setDrawn(drawn + next)}>{text.further(next)}</Button>
        </p>
      )}
    </>
  );
}

interface PairProps {
  readonly move: RecordedMoveView;
  readonly quantity: Quantity;
  readonly name: string;
}

function Pair({ move, quantity, name }: PairProps) {
  const pair = pairOf(move, quantity);
  if (pair === null) {
    return (
      <span className={css.quiet}>
        {formatSpan(quantity === "duration" ? move.durationMs : move.pauseMs)}
      </span>
    );
  }
  const { range, measured } = pair;
  const inside = isWithin(range, measured);
  return (
    <span className={css.pair}>
      <RangeBar range={range} measured={measured} label={rangeInWords(name, range, measured)} />
      <span>
        {formatSpan(measured)}{" "}
        <small>{t.moves.forecast.range(formatSpan(range.p5), formatSpan(range.p95))}</small>
      </span>
      {!inside && <Mark shape="cross" tone="warn" text={t.moves.result.outside} bare />}
    </span>
  );
}
