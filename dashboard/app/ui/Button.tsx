import type { ComponentProps } from "react";
import css from "./Button.module.css";
import { cx } from "./class-names.ts";

export interface ButtonProps extends ComponentProps<"button"> {
  readonly kind?: "plain" | "primary" | "danger" | "quiet";
  readonly small?: boolean;
  /** Square, for a picture alone; then it needs an aria-label. */
  readonly icon?: boolean;
  /** Shown as taken: no second click, but the focus stays. */
  readonly busy?: boolean;
}

export function Button(props: ButtonProps) {
  const { kind = "plain", small = false, icon = false, busy = false, className, ...rest } = props;
  const look = cx(css.button, css[kind], small && css.small, icon && css.icon, className);
  return <button type="button" aria-busy={busy || undefined} className={look} {...rest} />;
}
