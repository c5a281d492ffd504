import { useId } from "react";
import { cx } from "./class-names.ts";
import css from "./Panel.module.css";

export interface PanelProps {
  readonly title: string;
  readonly count?: string | number | undefined;
  readonly tools?: React.ReactNode;
  readonly children: React.ReactNode;
  /** Without padding, for tables and charts. */
  readonly flush?: boolean;
  readonly className?: string | undefined;
}

export function Panel({ title, count, tools, children, flush, className }: PanelProps) {
  const id = useId();
  return (
    <section className={cx(css.panel, className)} aria-labelledby={id}>
      <header className={css.head}>
        <h2 id={id}>
          {title}
          {count !== undefined && <span className={css.count}>{count}</span>}
        </h2>
        {tools}
      </header>
      <div className={cx(css.body, flush && css.flush)}>{children}</div>
    </section>
  );
}
