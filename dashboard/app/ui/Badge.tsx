import css from "./Badge.module.css";
import { cx } from "./class-names.ts";

/** A small label; dashed for what is not a real thing (simulated hosts, demo guests). */
export function Badge(props: { readonly children: React.ReactNode; readonly dashed?: boolean }) {
  return <span className={cx(css.badge, props.dashed && css.dashed)}>{props.children}</span>;
}
