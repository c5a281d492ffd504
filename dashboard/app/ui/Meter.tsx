import { cx } from "./class-names.ts";
import css from "./Meter.module.css";

/** From here on a full thing is in trouble, and only then has colour. */
const fullFrom = 0.95;

export interface MeterProps {
  /** 0 to 1; null where it is not known. */
  readonly value: number | null;
  /** A second, hatched share (what is promised), drawn below the first. */
  readonly second?: number | null;
  readonly label: string;
  /** False where a full bar is nothing bad, such as progress. */
  readonly alarming?: boolean;
}

export function Meter({ value, second = null, label, alarming = true }: MeterProps) {
  const share = clamp(value ?? 0);
  return (
    <span
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      className={cx(css.meter, alarming && share >= fullFrom && css.full)}
    >
      {second !== null && <i className={css.second} style={{ width: width(clamp(second)) }} />}
      <i className={css.fill} style={{ width: width(share) }} />
    </span>
  );
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

function width(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
