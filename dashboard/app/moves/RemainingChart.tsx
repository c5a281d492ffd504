import { useElementSize } from "@mantine/hooks";
import { type RemainingPoint, remainingOf } from "../live/move-history.ts";
import { t } from "../text/en.ts";
import { formatBytes } from "../util/format.ts";
import { formatSpan } from "../util/span.ts";
import css from "./RemainingChart.module.css";

const text = t.moves.progress;
const height = 96;

export interface RemainingChartProps {
  readonly points: readonly RemainingPoint[];
  /** When the move began; the chart's left end. */
  readonly from: number;
  /** When the forecast expects its end, at the median; null where there is none. */
  readonly expectedAt: number | null;
  /** Everything there was to send: the chart's upper end. */
  readonly totalBytes: number | null;
}

/** What remains over time: whether it comes to an end is seen at a glance. */
export function RemainingChart({ points, from, expectedAt, totalBytes }: RemainingChartProps) {
  const { ref, width } = useElementSize();
  const last = points.at(-1);
  const values = points.flatMap((point) => remainingOf(point) ?? []);
  const to = Math.max(last?.at ?? from + 1_000, expectedAt ?? 0, from + 1_000);
  const top = Math.max(totalBytes ?? 0, ...values, 1);
  const x = (at: number) => ((at - from) / (to - from)) * width;
  const y = (bytes: number) => height - 1 - (bytes / top) * (height - 6);
  const label = text.chartSpoken(formatBytes(values[0]), formatBytes(values.at(-1)));
  return (
    <figure className={css.chart} aria-label={text.chart}>
      <figcaption className={css.head}>
        <span>{text.chart}</span>
        <span>{formatBytes(top)}</span>
      </figcaption>
      <div ref={ref} style={{ height }}>
        {width > 0 && values.length > 0 && (
          <svg width={width} height={height} role="img" aria-label={label}>
            {expectedAt !== null && (
              <line
                className={css.expected}
                x1={x(from)}
                y1={y(top)}
                x2={x(expectedAt)}
                y2={y(0)}
              />
            )}
            <path
              className={css.area}
              d={`${linePath(points, x, y)}L${x(last?.at ?? from)} ${height}L${x(points[0]?.at ?? from)} ${height}Z`}
            />
            <path className={css.line} d={linePath(points, x, y)} />
            <path className={css.base} d={`M0 ${height - 0.5}H${width}`} />
          </svg>
        )}
      </div>
      <div className={css.foot} aria-hidden="true">
        <span>0</span>
        <span>{formatSpan(to - from)}</span>
      </div>
    </figure>
  );
}

function linePath(
  points: readonly RemainingPoint[],
  x: (at: number) => number,
  y: (bytes: number) => number,
): string {
  return points
    .flatMap((point) => {
      const bytes = remainingOf(point);
      return bytes === null ? [] : [`${x(point.at).toFixed(1)} ${y(bytes).toFixed(1)}`];
    })
    .map((place, index) => `${index === 0 ? "M" : "L"}${place}`)
    .join("");
}
