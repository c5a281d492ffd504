import css from "./RangeBar.module.css";
import { Shape } from "./Shape.tsx";

export interface Range {
  readonly p5: number;
  readonly p50: number;
  readonly p95: number;
}
export interface RangeBarProps {
  readonly range: Range;
  /** What came of it, drawn on the same line. */
  readonly measured?: number | null;
  /** The value at the right end, so that several bars share one scale; else the bar's own. */
  readonly max?: number;
  /** The whole in words, for those who do not see the bar. */
  readonly label: string;
}

/** An interval with its median as a tick, and the measured value as a dot: full inside, a cross outside. */
export function RangeBar({ range, measured = null, max, label }: RangeBarProps) {
  const top = max ?? Math.max(range.p95, measured ?? 0) * 1.12;
  const place = (value: number) =>
    `${((top > 0 ? Math.min(1, value / top) : 0) * 100).toFixed(2)}%`;
  const inside = measured !== null && isWithin(range, measured);
  return (
    <span role="img" aria-label={label} className={css.bar}>
      <i
        className={css.span}
        style={{ left: place(range.p5), right: `calc(100% - ${place(range.p95)})` }}
      />
      <i className={css.median} style={{ left: place(range.p50) }} />
      {measured !== null && (
        <span
          className={css.measured}
          data-inside={inside || undefined}
          style={{ left: place(measured) }}
        >
          <Shape name={inside ? "full" : "cross"} size={12} />
        </span>
      )}
    </span>
  );
}

export function isWithin(range: Range, value: number): boolean {
  return value >= range.p5 && value <= range.p95;
}
