import type { ComponentProps } from "react";
import css from "./Finder.module.css";

type Rest = Pick<ComponentProps<"input">, "placeholder" | "list" | "maxLength" | "spellCheck">;

export interface FinderProps extends Rest {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Narrows a list by what is typed. */
export function Finder({ label, value, onChange, ...rest }: FinderProps) {
  return (
    <input
      type="search"
      className={css.finder}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      {...rest}
    />
  );
}
