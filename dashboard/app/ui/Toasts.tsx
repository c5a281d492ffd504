import { useSyncExternalStore } from "react";
import { t } from "../text/en.ts";
import { Button } from "./Button.tsx";
import { cx } from "./class-names.ts";
import { Icon } from "./Icon.tsx";
import { Shape } from "./Shape.tsx";
import css from "./Toasts.module.css";
import { closeToast, toastStore } from "./toast-store.ts";

const shapes = { ok: "check", bad: "cross", plain: "ring" } as const;

export function Toasts() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.get);
  return (
    <section className={css.stack} aria-live="polite" aria-label="Messages">
      {toasts.map((toast) => (
        <div key={toast.id} className={cx(css.toast, css[toast.tone])}>
          <Shape name={shapes[toast.tone]} />
          <div className={css.text}>
            {toast.text}
            {toast.more !== undefined && <div className={css.more}>{toast.more}</div>}
          </div>
          <Button
            kind="quiet"
            small
            icon
            aria-label={t.common.close}
            onClick={() => closeToast(toast.id)}
          >
            <Icon name="close" size={14} />
          </Button>
        </div>
      ))}
    </section>
  );
}
