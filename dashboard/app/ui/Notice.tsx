import { cx } from "./class-names.ts";
import css from "./Notice.module.css";
import { Shape } from "./Shape.tsx";

export interface NoticeProps {
  readonly tone: "warn" | "bad";
  readonly children: React.ReactNode;
  readonly tools?: React.ReactNode;
  readonly role?: "status" | "alert";
}

/** One line that concerns all below it. */
export function Notice({ tone, children, tools, role = "status" }: NoticeProps) {
  return (
    <div role={role} className={cx(css.notice, css[tone])}>
      <Shape name="alert" size={14} />
      <div className={css.text}>{children}</div>
      {tools}
    </div>
  );
}
