import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Page } from "../../components/Page.tsx";
import { serverNow } from "../../live/use-live.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { AsOf } from "./AsOf.tsx";
import { parseInstant, writeInstant } from "./instant.ts";
import { Lines } from "./Lines.tsx";
import css from "./RecordPage.module.css";

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
        void navigate({ search: ({ by, least }) => ({ at: text.trim(), by, least }) });
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
        <Button onClick={() => void navigate({ search: ({ by, least }) => ({ by, least }) })}>
          {t.record.now}
        </Button>
      )}
    </form>
  );
}
