import { useId } from "react";
import css from "./Segmented.module.css";

export interface SegmentedProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly text: string }[];
  readonly onChange: (value: V) => void;
}

/** A few choices side by side; a radio group for the keyboard and for screen readers. */
export function Segmented<V extends string>(props: SegmentedProps<V>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={props.label} className={css.group}>
      {props.options.map((option) => (
        <label key={option.value} className={css.option}>
          <input
            type="radio"
            name={name}
            checked={option.value === props.value}
            onChange={() => props.onChange(option.value)}
          />
          <span>{option.text}</span>
        </label>
      ))}
    </div>
  );
}
