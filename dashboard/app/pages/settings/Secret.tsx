import { useState } from "react";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Notice } from "../../ui/Notice.tsx";
import css from "./SettingsPage.module.css";

/** A secret that is shown this once. */
export function Secret({ value, hint }: { readonly value: string; readonly hint: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <Notice tone="warn">
      <p>{hint}</p>
      <div className={css.secret}>
        <code>{value}</code>
        <Button small onClick={() => void copy()}>
          <Icon name={copied ? "check" : "copy"} size={14} />
          {copied ? t.common.copied : t.common.copy}
        </Button>
      </div>
    </Notice>
  );
}
