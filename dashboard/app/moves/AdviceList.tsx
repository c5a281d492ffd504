import type { MigrationForecast } from "@novacron/protocol/domain/migration-forecast";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { formatSpan } from "../util/span.ts";
import { formatMinute } from "../util/time.ts";
import css from "./Forecast.module.css";
import { chanceInWords } from "./words.ts";

const text = t.moves.forecast;
export type Advice = MigrationForecast["advice"][number];

export interface AdviceListProps {
  readonly advice: readonly Advice[];
  /** Null where the form cannot take it by itself. */
  readonly taken: (advice: Advice) => boolean | null;
  readonly onTake: (advice: Advice) => void;
}

/** What would make the move better, what is then expected, and one press to use it. */
export function AdviceList({ advice, taken, onTake }: AdviceListProps) {
  if (advice.length === 0) return null;
  return (
    <div className={css.advice}>
      <h3>{text.advice}</h3>
      <ul>
        {advice.map((one) => (
          <li key={`${one.kind} ${one.value}`}>
            <div>
              {one.text}
              {one.expects !== null && <small>{expected(one.expects)}</small>}
            </div>
            <Take advice={one} taken={taken(one)} onTake={onTake} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface TakeProps {
  readonly advice: Advice;
  readonly taken: boolean | null;
  readonly onTake: (advice: Advice) => void;
}

function Take({ advice, taken, onTake }: TakeProps) {
  if (taken === null) return null;
  return (
    <Button
      small
      aria-disabled={taken}
      aria-label={`${taken ? text.taken : takeText(advice)}: ${advice.text}`}
      onClick={() => !taken && onTake(advice)}
    >
      {taken ? text.taken : takeText(advice)}
    </Button>
  );
}

function takeText({ kind, value }: Advice): string {
  return kind === "wait" && value !== null ? text.takeAt(formatMinute(value)) : text.take;
}

function expected(expects: NonNullable<Advice["expects"]>): string {
  return text.expects(
    formatSpan(expects.durationMs),
    formatSpan(expects.pauseMs),
    chanceInWords(expects.notConvergingChance),
  );
}
