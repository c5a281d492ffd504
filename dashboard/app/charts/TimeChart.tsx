import "uplot/dist/uPlot.min.css";
import { useComputedColorScheme } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { useEffect, useRef, useSyncExternalStore } from "react";
import uPlot from "uplot";
import { t } from "../text/en.ts";
import { formatMetric } from "../util/format.ts";
import { type Columns, nearest, newestValue, valueAt } from "./columns.ts";
import type { CursorStore } from "./cursor-store.ts";
import { type PlotHandlers, plotOptions } from "./plot-options.ts";
import type { ChartSpec } from "./specs.ts";
import css from "./TimeChart.module.css";
import type { TimeWindow } from "./window.ts";

export interface TimeChartProps {
  readonly spec: ChartSpec;
  readonly columns: Columns;
  readonly stepMs: number;
  readonly window: TimeWindow;
  readonly cursor: CursorStore;
  readonly syncKey: string;
  readonly withAxis: boolean;
  readonly note?: string | undefined;
  readonly onZoom: (from: number, to: number) => void;
}

const plotHeight = 86;
const axisHeight = 24;
/** Some figures come with each fifth sample only; this long they count as the newest. */
const newestMs = 15_000;

/** One chart: title, values at the crosshair (or the newest ones), plot. */
export function TimeChart(props: TimeChartProps) {
  const { spec, note } = props;
  const { ref, width } = useElementSize();
  const height = plotHeight + (props.withAxis ? axisHeight : 0);
  return (
    <figure className={css.chart} aria-label={t.charts.label(spec.title, spec.unit)}>
      <figcaption className={css.head}>
        <h3>{spec.title}</h3>
        <Legend {...props} />
        {note !== undefined && <span className={css.note}>{note}</span>}
      </figcaption>
      <div ref={ref} className={css.plot} style={{ height }}>
        {width > 0 && <Plot {...props} width={width} height={height} />}
      </div>
    </figure>
  );
}

function Legend({ spec, columns, cursor, stepMs }: TimeChartProps) {
  const time = useSyncExternalStore(cursor.subscribe, cursor.get);
  const index = time === null ? null : nearest(columns.at, time, stepMs * 1.5);
  const read = (field: string) => {
    if (time === null) return newestValue(columns, field, Math.max(newestMs, stepMs * 2));
    return index === null ? null : valueAt(columns, field, index);
  };
  return (
    <span className={css.legend}>
      {spec.lines.map((line, i) => (
        <span key={line.field} className={css.item} data-ceiling={line.ceiling || undefined}>
          <i style={line.ceiling ? {} : { background: `var(--chart-${i + 1})` }} />
          {line.label}
          <span className={css.value}>{formatMetric(read(line.field), spec.unit)}</span>
        </span>
      ))}
    </span>
  );
}

interface PlotProps extends TimeChartProps {
  readonly width: number;
  readonly height: number;
}

function Plot(props: PlotProps) {
  const { spec, columns, window, width, height, syncKey, withAxis } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const scheme = useComputedColorScheme("light");
  const now = useRef(props);
  now.current = props;

  useEffect(() => {
    if (box.current === null) return;
    const style = getComputedStyle(document.documentElement);
    const look = { spec, syncKey, width: now.current.width, height, withAxis, style };
    const made = new uPlot(plotOptions(look, handlersOf(now)), dataOf(now.current), box.current);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [spec, syncKey, withAxis, height, scheme]);

  useEffect(() => {
    plot.current?.setSize({ width, height });
  }, [width, height]);

  useEffect(() => {
    plot.current?.setData(dataOf(now.current));
  }, [columns, window.from, window.to]);

  return <div ref={box} aria-hidden="true" />;
}

function handlersOf(now: { readonly current: PlotProps }): PlotHandlers {
  return {
    window: () => now.current.window,
    onCursor: (time) => now.current.cursor.set(time),
    onZoom: (from, to) => now.current.onZoom(from, to),
  };
}

function dataOf({ spec, columns }: PlotProps): uPlot.AlignedData {
  const lines = spec.lines.map((line) => columns.values[line.field] ?? []);
  return [columns.at, ...lines] as unknown as uPlot.AlignedData;
}
