import { useElementSize } from "@mantine/hooks";
import type { ForecastRange } from "@novacron/protocol/domain/migration-forecast";
import { useId, useState } from "react";
import { t } from "../text/en.ts";
import { isWithin } from "../ui/RangeBar.tsx";
import { formatSpan } from "../util/span.ts";
import css from "./CalibrationChart.module.css";
import { type LogScale, logScale } from "./log-scale.ts";

const text = t.calibration;
const height = 240;
const gutter = 62;
const base = 6;

/** One move that is over, with one of its two forecasts. */
export interface CalibrationPoint {
  readonly key: string;
  readonly title: string;
  readonly range: ForecastRange;
  readonly measured: number;
}

export interface CalibrationChartProps {
  readonly name: string;
  /** Ordered by the forecast's median, smallest first. */
  readonly points: readonly CalibrationPoint[];
}

/** Every move as its forecast interval with the measured value on it: trust is what fits between the lines. */
export function CalibrationChart({ name, points }: CalibrationChartProps) {
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number | null>(null);
  const note = useId();
  const scale = logScale(points.flatMap(({ range, measured }) => [range.p5, range.p95, measured]));
  const chosen = at === null ? undefined : points[Math.min(at, points.length - 1)];
  const onKey = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt(Math.min(points.length - 1, Math.max(0, (at ?? -1) + step)));
  };
  const onMove = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left - gutter) / Math.max(1, box.width - gutter);
    setAt(Math.min(points.length - 1, Math.max(0, Math.floor(share * points.length))));
  };
  return (
    <figure className={css.chart}>
      <figcaption className={css.head}>
        <h3>{name}</h3>
        <span className={css.note} id={note} aria-live="polite">
          {chosen === undefined ? text.walk : pointInWords(chosen)}
        </span>
      </figcaption>
      <div
        ref={ref}
        className={css.plot}
        style={{ height }}
        role="application"
        aria-label={text.chart(name)}
        aria-describedby={note}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys walk through its moves
        tabIndex={0}
        onKeyDown={onKey}
        onPointerMove={onMove}
        onPointerLeave={() => setAt(null)}
        onBlur={() => setAt(null)}
      >
        {width > 0 && <Plot points={points} scale={scale} width={width} at={at} />}
      </div>
    </figure>
  );
}

interface PlotProps {
  readonly points: readonly CalibrationPoint[];
  readonly scale: LogScale;
  readonly width: number;
  readonly at: number | null;
}

function Plot({ points, scale, width, at }: PlotProps) {
  const step = (width - gutter) / Math.max(1, points.length);
  const bar = Math.max(1, Math.min(9, step * 0.55));
  const y = (value: number) => height - base - scale.place(value) * (height - base * 2);
  return (
    <svg width={width} height={height} aria-hidden="true">
      {scale.ticks.map((tick) => (
        <g key={tick} className={css.tick}>
          <path d={`M${gutter} ${y(tick).toFixed(1)}H${width}`} />
          <text x={gutter - 8} y={y(tick) + 4}>
            {formatSpan(tick)}
          </text>
        </g>
      ))}
      {points.map(({ key, range, measured }, index) => {
        const x = gutter + step * (index + 0.5);
        const inside = isWithin(range, measured);
        return (
          <g key={key} data-chosen={index === at || undefined} className={css.move}>
            <rect
              x={x - bar / 2}
              y={y(range.p95)}
              width={bar}
              height={Math.max(2, y(range.p5) - y(range.p95))}
              rx={Math.min(2, bar / 2)}
            />
            <Measured
              x={x}
              y={y(measured)}
              inside={inside}
              size={Math.max(1.8, Math.min(3.4, step * 0.4))}
            />
          </g>
        );
      })}
    </svg>
  );
}

function Measured(props: { x: number; y: number; inside: boolean; size: number }) {
  const { x, y, inside, size } = props;
  if (inside) return <circle cx={x} cy={y} r={size} />;
  const far = size * 1.15;
  return (
    <path
      d={`M${x - far} ${y - far}L${x + far} ${y + far}M${x + far} ${y - far}L${x - far} ${y + far}`}
    />
  );
}

function pointInWords({ title, range, measured }: CalibrationPoint): string {
  return text.point(
    title,
    formatSpan(measured),
    formatSpan(range.p5),
    formatSpan(range.p95),
    isWithin(range, measured),
  );
}
