import css from "./Finder.module.css";

export interface FinderProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** Narrows a list by what is typed. */
export function Finder({ label, value, onChange }: FinderProps) {
  return (
    <input
      type="search"
      className={css.finder}
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
