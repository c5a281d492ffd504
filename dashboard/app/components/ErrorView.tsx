import { NovaError } from "@novacron/protocol/errors/nova-error";
import { t } from "../text/en.ts";
import { Button } from "../ui/Button.tsx";
import { Facts } from "../ui/Facts.tsx";
import { Shape } from "../ui/Shape.tsx";
import { reasonOf } from "../util/reason.ts";
import css from "./ErrorView.module.css";

export interface ErrorViewProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** What failed, on what, with which code, and what to do next. */
export function ErrorView({ error, onRetry }: ErrorViewProps) {
  const drawing = !(error instanceof NovaError);
  const known = drawing ? new NovaError("INTERNAL", "draw the page", { cause: error }) : error;
  return (
    <div className={css.error} role="alert">
      <h2>
        <Shape name="alert" size={14} />
        <span>{t.problem.title(known.attempted)}</span>
      </h2>
      <p className={css.message}>
        {reasonOf(known)}
        {drawing && ` ${t.problem.page}`}
      </p>
      <div className={css.facts}>
        <Facts
          items={[
            [t.problem.next, known.next],
            [t.problem.code, <code key="code">{known.code}</code>],
            ...details(known),
          ]}
        />
      </div>
      {onRetry !== undefined && (
        <Button kind="primary" onClick={onRetry}>
          {t.common.retry}
        </Button>
      )}
    </div>
  );
}

function details(error: NovaError): (readonly [string, React.ReactNode])[] {
  return Object.entries(error.details).map(([name, value]) => [
    name,
    typeof value === "object" ? value.join("; ") : String(value),
  ]);
}
