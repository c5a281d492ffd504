import { memo } from "react";

export interface SparklineProps {
  /** Oldest first; null is a gap and is drawn as one. */
  readonly values: readonly (number | null)[];
  readonly width: number;
  readonly height: number;
  /** The value at the upper edge; the lower edge is zero. */
  readonly max: number;
  /** Room for this many points, so that a young line grows from the right. */
  readonly slots?: number;
  readonly filled?: boolean;
}

/** A small line without axes: its shape is the message, the figure stands beside it. */
export const Sparkline = memo(function Sparkline(props: SparklineProps) {
  const { width, height, filled = false } = props;
  const path = sparkPath(props);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {filled && <path d={areaOf(path, height)} fill="currentColor" opacity="0.12" />}
      <path d={path} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" />
    </svg>
  );
});

/** SVG path of the line; one sub-path for each stretch without a gap. */
export function sparkPath(props: SparklineProps): string {
  const { values, width, height } = props;
  const slots = Math.max(2, props.slots ?? values.length);
  const top = props.max > 0 ? props.max : 1;
  const shown = values.slice(-slots);
  const offset = slots - shown.length;
  let path = "";
  let open = false;
  shown.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    const x = ((index + offset) / (slots - 1)) * width;
    const y = height - 1 - Math.min(1, Math.max(0, value / top)) * (height - 2);
    path += `${open ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    open = true;
  });
  return path;
}

function areaOf(path: string, height: number): string {
  return path
    .split("M")
    .filter((part) => part !== "")
    .map((part) => {
      const points = part.split("L");
      const first = points[0]?.split(" ")[0] ?? "0";
      const last = points.at(-1)?.split(" ")[0] ?? "0";
      return `M${part}L${last} ${height}L${first} ${height}Z`;
    })
    .join("");
}
