import { cx } from "./class-names.ts";
import css from "./Mark.module.css";
import { Shape, type ShapeName } from "./Shape.tsx";

export type Tone = "ok" | "warn" | "bad" | "off";
export interface MarkProps {
  readonly shape: ShapeName;
  readonly tone: Tone;
  readonly text: string;
  /** Only the shape is drawn; the text is there for screen readers and on hover. */
  readonly bare?: boolean;
}

/** A state: form, colour and word together. */
export function Mark({ shape, tone, text, bare = false }: MarkProps) {
  return (
    <span className={cx(css.mark, css[tone])} title={bare ? text : undefined}>
      <Shape name={shape} />
      <span className={bare ? "visually-hidden" : undefined}>{text}</span>
    </span>
  );
}
