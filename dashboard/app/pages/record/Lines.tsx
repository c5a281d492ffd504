import { type Severity, severities } from "@novacron/protocol/http/record";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useId, useState } from "react";
import { recordPageQuery } from "../../api/queries.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { Finder } from "../../components/Finder.tsx";
import { RecordList } from "../../components/RecordList.tsx";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Segmented } from "../../ui/Segmented.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { formatInstant } from "../../util/time.ts";
import css from "./RecordPage.module.css";

const pageSize = 200;
const hourMs = 3_600_000;
/** Who is not a login, as in `actor` of an entry. */
const others = ["external", "guest", "agent", "novacron", "unknown"];

/** The lines themselves, newest first: all, only trouble, or what one person or thing did. */
export function Lines({ at }: { readonly at: number | null }) {
  const { before, by, least } = useSearch({ from: "/app/record" });
  const navigate = useNavigate({ from: "/record" });
  const severity = leastOf(least);
  const isNarrow = by !== undefined || severity !== null;
  const record = useQuery(
    recordPageQuery({
      limit: pageSize,
      ...(at === null ? {} : { from: at - hourMs, to: at }),
      ...(before === undefined ? {} : { before: Number(before) || 0 }),
      ...(by === undefined ? {} : { actor: by }),
      ...(severity === null ? {} : { severity }),
    }),
  );
  const items = record.data?.items ?? [];
  const last = items.at(-1);
  const title = at === null ? t.record.newest : t.record.before(formatInstant(at));
  return (
    <Panel title={title} tools={<Narrow by={by} severity={severity} />}>
      {record.data === undefined ? (
        record.isError ? (
          <ErrorView error={record.error} onRetry={() => void record.refetch()} />
        ) : (
          <Skeleton height={420} />
        )
      ) : last === undefined ? (
        <Nothing isNarrow={isNarrow} />
      ) : (
        <RecordList entries={items} linked />
      )}
      {last !== undefined && items.length === pageSize && (
        <div className={css.older}>
          <Button
            onClick={() => void navigate({ search: (now) => ({ ...now, before: `${last.id}` }) })}
          >
            {t.record.older}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function Nothing({ isNarrow }: { readonly isNarrow: boolean }) {
  const navigate = useNavigate({ from: "/record" });
  if (!isNarrow) return <Empty title={t.record.none.title} text={t.record.none.text} />;
  return (
    <Empty title={t.record.noneSuch}>
      <Button onClick={() => void navigate({ search: ({ at }) => ({ at }) })}>
        {t.record.showAll}
      </Button>
    </Empty>
  );
}

interface NarrowProps {
  readonly by: string | undefined;
  readonly severity: Exclude<Severity, "info"> | null;
}

function Narrow({ by, severity }: NarrowProps) {
  const navigate = useNavigate({ from: "/record" });
  const words = useId();
  /** Null while nothing was typed since the address changed. */
  const [typed, setTyped] = useState<string | null>(null);
  const show = (change: {
    readonly by?: string | undefined;
    readonly least?: string | undefined;
  }) => {
    setTyped(null);
    void navigate({ search: ({ at, by, least }) => ({ at, by, least, ...change }) });
  };
  return (
    <form
      className={css.narrow}
      onSubmit={(event) => {
        event.preventDefault();
        show({ by: (typed ?? by)?.trim() || undefined });
      }}
    >
      <Segmented
        label={t.record.least}
        value={severity ?? "info"}
        options={severities.map((value) => ({ value, text: t.record.severities[value] }))}
        onChange={(value) => show({ least: value === "info" ? undefined : value })}
      />
      <Finder
        label={t.record.by}
        placeholder={t.record.byAnybody}
        list={words}
        maxLength={200}
        spellCheck={false}
        value={typed ?? by ?? ""}
        onChange={(text) => (text === "" ? show({ by: undefined }) : setTyped(text))}
      />
      <datalist id={words}>
        {others.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </form>
  );
}

function leastOf(text: string | undefined): Exclude<Severity, "info"> | null {
  return text === "warning" || text === "critical" ? text : null;
}
