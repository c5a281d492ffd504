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
