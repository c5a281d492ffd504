import { useEffect } from "react";
import { t } from "../text/en.ts";
import { cx } from "../ui/class-names.ts";
import css from "./Page.module.css";

export interface PageProps {
  /** Stands in the window's title. */
  readonly name: string;
  readonly title: React.ReactNode;
  readonly sub?: React.ReactNode;
  readonly tools?: React.ReactNode;
  readonly children: React.ReactNode;
  readonly className?: string | undefined;
}

/** Title, one line below it, tools on the right, and the page's own content. */
export function Page({ name, title, sub, tools, children, className }: PageProps) {
  useEffect(() => {
    document.title = `${name} · ${t.name}`;
  }, [name]);
  return (
    <div className={cx(css.page, className)}>
      <header className={css.head}>
        <div className={css.title}>
          <h1>{title}</h1>
          {sub !== undefined && <div className={css.sub}>{sub}</div>}
        </div>
        {tools}
      </header>
      {children}
    </div>
  );
}
