import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { recordPageQuery } from "../../api/queries.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { Page } from "../../components/Page.tsx";
import { RecordList } from "../../components/RecordList.tsx";
import { serverNow } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { formatInstant } from "../../util/time.ts";
import { AsOf } from "./AsOf.tsx";
import { parseInstant, writeInstant } from "./instant.ts";
import css from "./RecordPage.module.css";

const pageSize = 200;
const hourMs = 3_600_000;

/** What happened, newest first; with a time in the address, the fleet as it was then and the hour before. */
export function RecordPage() {
  const search = useSearch({ from: "/app/record" });
  const at = search.at === undefined ? null : parseInstant(search.at);
  const wrong = search.at !== undefined && at === null;
  return (
    <Page name={t.record.title} title={t.record.title} sub={t.record.sub}>
      <TimeForm key={search.at} given={search.at} />
      {wrong && <Notice tone="warn">{t.record.notATime}</Notice>}
      <div className={css.parts}>
        {at !== null && <AsOf at={at} />}
        <Lines at={at} />
      </div>
    </Page>
  );
}

function TimeForm({ given }: { readonly given: string | undefined }) {
  const navigate = useNavigate({ from: "/record" });
  const [text, setText] = useState(() => given ?? writeInstant(serverNow() - hourMs));
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ search: { at: text.trim() } });
      }}
    >
      <TextField
        label={t.record.at}
        value={text}
        onChange={(event) => setText(event.target.value)}
        spellCheck={false}
      />
      <Button type="submit" kind="primary">
        {t.record.look}
      </Button>
      {given !== undefined && (
        <Button onClick={() => void navigate({ search: {} })}>{t.record.now}</Button>
      )}
    </form>
  );
}

function Lines({ at }: { readonly at: number | null }) {
  const { before } = useSearch({ from: "/app/record" });
  const navigate = useNavigate({ from: "/record" });
  const record = useQuery(
    recordPageQuery({
      limit: pageSize,
      ...(at === null ? {} : { from: at - hourMs, to: at }),
      ...(before === undefined ? {} : { before: Number(before) || 0 }),
    }),
  );
  if (record.data === undefined) {
    return record.isError ? (
      <ErrorView error={record.error} onRetry={() => void record.refetch()} />
    ) : (
      <Skeleton height={420} />
    );
  }
  const { items } = record.data;
  const last = items.at(-1);
  if (last === undefined) return <Empty title={t.record.none.title} text={t.record.none.text} />;
  return (
    <Panel title={at === null ? t.record.newest : t.record.before(formatInstant(at))}>
      <RecordList entries={items} linked />
      {items.length === pageSize && (
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
