import { useId } from "react";
import css from "./MoveOptions.module.css";

export interface CheckProps {
  readonly label: string;
  readonly help?: string | undefined;
  /** What the help says is a risk that is taken now. */
  readonly risk?: boolean;
  readonly disabled?: boolean;
  readonly checked: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A switch with what it means below it. One that is barred keeps the focus, so that its reason can be read. */
export function Check(props: CheckProps) {
  const { label, help, risk = false, disabled = false, checked, onChange } = props;
  const id = useId();
  return (
    <div className={css.check} data-risk={risk || undefined}>
      <input
        id={`${id}-box`}
        type="checkbox"
        checked={checked}
        aria-disabled={disabled}
        aria-describedby={help === undefined ? undefined : id}
        onChange={(event) => !disabled && onChange(event.target.checked)}
      />
      <span>
        <label htmlFor={`${id}-box`}>{label}</label>
        {help !== undefined && <small id={id}>{help}</small>}
      </span>
    </div>
  );
}
