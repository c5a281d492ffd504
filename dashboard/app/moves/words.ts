import type {
  ForecastRange,
  MigrationForecast,
} from "@novacron/protocol/domain/migration-forecast";
import { t } from "../text/en.ts";
import { isWithin } from "../ui/RangeBar.tsx";
import { formatPercent } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";

/** A range bar in words, with what was measured where it is known. */
export function rangeInWords(name: string, range: ForecastRange, measured?: number | null): string {
  const { p5, p50, p95 } = range;
  const words = t.moves.forecast.spoken(name, formatSpan(p50), formatSpan(p5), formatSpan(p95));
  if (measured === null || measured === undefined) return words;
  const end = t.moves.forecast.spokenMeasured(formatSpan(measured), isWithin(range, measured));
  return `${words}${end}`;
}

/** A machine that does not run has no pause to forecast. */
export function isOff(forecast: MigrationForecast): boolean {
  return forecast.pauseMs.p95 === 0;
}

/** A chance in per cent; one that rounds to nothing is not said to be none. */
export function chanceInWords(chance: number): string {
  return chance < 0.01 ? t.moves.forecast.hardly : formatPercent(Math.round(chance * 100) / 100);
}
