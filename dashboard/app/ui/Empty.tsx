import css from "./Empty.module.css";

export interface EmptyProps {
  readonly title: string;
  readonly text?: string;
  /** The one next step. */
  readonly children?: React.ReactNode;
}

export function Empty({ title, text, children }: EmptyProps) {
  return (
    <div className={css.empty}>
      <h2>{title}</h2>
      {text !== undefined && <p>{text}</p>}
      {children}
    </div>
  );
}
