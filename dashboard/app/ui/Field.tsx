import { type ComponentProps, useId } from "react";
import { cx } from "./class-names.ts";
import css from "./Field.module.css";

interface Labelled {
  readonly label: string;
}

export function TextField({ label, className, ...rest }: ComponentProps<"input"> & Labelled) {
  const id = useId();
  return (
    <div className={cx(css.field, className)}>
      <label htmlFor={id}>{label}</label>
      <input id={id} className={css.input} {...rest} />
    </div>
  );
}

export function SelectField({ label, className, ...rest }: ComponentProps<"select"> & Labelled) {
  const id = useId();
  return (
    <div className={cx(css.field, className)}>
      <label htmlFor={id}>{label}</label>
      <select id={id} className={css.input} {...rest} />
    </div>
  );
}

interface Hinted extends Labelled {
  /** What choosing it means. */
  readonly hint?: string;
}

export function CheckField({ label, hint, className, ...rest }: ComponentProps<"input"> & Hinted) {
  const id = useId();
  return (
    <div className={cx(css.check, className)}>
      <input
        id={id}
        type="checkbox"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        {...rest}
      />
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && <span id={`${id}-hint`}>{hint}</span>}
    </div>
  );
}
