import type { MetricUnit } from "@novacron/protocol/metrics/target";
import type uPlot from "uplot";
import { formatTick } from "../util/format.ts";
import type { ChartSpec } from "./specs.ts";

/** Room left of every plot, so that all plots of a page and the timeline share one axis. */
export const gutterLeft = 72;
export const gutterRight = 10;
const binaryUnits: ReadonlySet<MetricUnit> = new Set(["bytes", "bytesPerSecond"]);

export interface PlotHandlers {
  readonly window: () => { from: number; to: number };
  readonly onCursor: (time: number | null) => void;
  readonly onZoom: (from: number, to: number) => void;
}
export interface PlotLook {
  readonly spec: ChartSpec;
  readonly syncKey: string;
  readonly width: number;
  readonly height: number;
  readonly withAxis: boolean;
  readonly style: CSSStyleDeclaration;
}

/** uPlot's options for one chart. Times are milliseconds throughout. */
export function plotOptions(look: PlotLook, on: PlotHandlers): uPlot.Options {
  const { spec, style } = look;
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    width: look.width,
    height: look.height,
    ms: 1,
    padding: [9, gutterRight, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [on.window().from, on.window().to] },
      y: { range: (_plot, _min, max) => [0, topOf(spec, max)] },
    },
    series: [{}, ...spec.lines.map((_line, index) => lineOptions(spec, index, color))],
    axes: [xAxis(look.withAxis, color), yAxis(spec.unit, color)],
    cursor: {
      y: false,
      sync: { key: look.syncKey, setSeries: false },
      drag: { x: true, y: false, setScale: false },
      points: { size: 7, width: 2 },
      // uPlot's own answer to a double click is to zoom out to all it has; the page answers instead.
      bind: { dblclick: () => null },
    },
    hooks: {
      setCursor: [(plot) => on.onCursor(timeAtCursor(plot))],
      setSelect: [(plot) => zoom(plot, on)],
    },
  };
}

function lineOptions(
  spec: ChartSpec,
  index: number,
  color: (name: string) => string,
): uPlot.Series {
  const line = spec.lines[index];
  const label = line?.label ?? "";
  if (line?.ceiling === true) {
    return {
      label,
      stroke: color("--line-strong"),
      width: 1,
      dash: [3, 4],
      points: { show: false },
    };
  }
  const stroke = color(`--chart-${index + 1}`);
  // A mean time between samples is no amount, so nothing is filled below it.
  const filled = index === 0 && spec.unit !== "ms";
  return {
    label,
    stroke,
    width: 1.5,
    ...(filled ? { fill: `${stroke}1f` } : {}),
    points: { show: false },
    spanGaps: false,
  };
}

function xAxis(shown: boolean, color: (name: string) => string): uPlot.Axis {
  return {
    ...axisLook(color),
    size: shown ? 28 : 8,
    ...(shown ? {} : { values: () => [] }),
    ...(shown ? { values: timeLabels } : {}),
    space: 90,
  };
}

function yAxis(unit: MetricUnit, color: (name: string) => string): uPlot.Axis {
  const incrs = binaryUnits.has(unit) ? { incrs: binaryIncrements() } : {};
  return {
    ...axisLook(color),
    ...incrs,
    size: gutterLeft,
    gap: 6,
    space: 26,
    values: (_plot, ticks) => ticks.map((tick) => formatTick(tick, unit)),
  };
}

function axisLook(color: (name: string) => string): uPlot.Axis {
  return {
    stroke: color("--ink-3"),
    font: `11.5px ${color("--sans")}`,
    grid: { stroke: color("--line"), width: 1 },
    ticks: { show: false },
  };
}

function timeLabels(_plot: uPlot, ticks: number[]): string[] {
  const spanMs = (ticks.at(-1) ?? 0) - (ticks[0] ?? 0);
  const stepMs = (ticks[1] ?? 0) - (ticks[0] ?? 0);
  return ticks.map((tick) => {
    const date = new Date(tick);
    const midnight = date.getHours() === 0 && date.getMinutes() === 0;
    if (stepMs >= 86_400_000 || (midnight && spanMs > 3_600_000)) return dayLabel.format(date);
    return (stepMs < 60_000 ? secondLabel : minuteLabel).format(date);
  });
}

const dayLabel = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const minuteLabel = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const secondLabel = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** A little room above the highest value; never less than the chart's own lowest top. */
function topOf(spec: ChartSpec, max: number | null): number {
  const wanted = Math.max(max ?? 0, spec.topMin ?? 0) * 1.08;
  if (wanted <= 0) return 1;
  return spec.unit === "ratio" ? Math.min(1, wanted) : wanted;
}

/** 1, 2, 4, 8 ... so that ticks of memory fall on whole KiB, MiB and GiB. */
function binaryIncrements(): number[] {
  return Array.from({ length: 50 }, (_, power) => 2 ** power);
}

function timeAtCursor(plot: uPlot): number | null {
  const left = plot.cursor.left ?? -1;
  return left < 0 ? null : plot.posToVal(left, "x");
}

function zoom(plot: uPlot, on: PlotHandlers): void {
  const { left, width } = plot.select;
  if (width < 4) return;
  on.onZoom(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
