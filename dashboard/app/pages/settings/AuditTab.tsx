import type { AuditOutcome, AuditRow } from "@novacron/protocol/domain/audit";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { auditHeadQuery, auditQuery } from "../../api/queries.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useMay } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { SelectField, TextField } from "../../ui/Field.tsx";
import { Mark } from "../../ui/Mark.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatCount } from "../../util/format.ts";
import { formatInstant } from "../../util/time.ts";
import css from "./SettingsPage.module.css";

const text = t.audit;

export function AuditTab() {
  return useMay("audit.view") ? <Log /> : <Empty title={t.settings.forbidden} />;
}

interface Search {
  readonly text?: string;
  readonly outcome?: AuditOutcome;
  readonly at?: number;
}

function Log() {
  const [search, setSearch] = useState<Search>({});
  const rows = useQuery(auditQuery(search));
  const next = rows.data?.next ?? null;
  return (
    <>
      <p className={css.lead}>{text.lead}</p>
      <Chain />
      <SearchForm onSearch={setSearch} />
      {rows.error !== null && <ErrorView error={rows.error} />}
      <Panel title={t.settings.tabs.audit} flush>
        {rows.data === undefined ? (
          <Skeleton height={240} />
        ) : rows.data.items.length === 0 && next === null ? (
          <p className={css.lead}>{text.none}</p>
        ) : (
          <Table
            label={t.settings.tabs.audit}
            columns={columns}
            rows={rows.data.items}
            keyOf={(row) => String(row.seq)}
          />
        )}
      </Panel>
      {next !== null && (
        <Button onClick={() => setSearch({ ...search, at: next })}>{text.older}</Button>
      )}
    </>
  );
}

/** What the control plane itself found; a checker elsewhere is the better witness. */
function Chain() {
  const head = useQuery(auditHeadQuery);
  if (head.data === undefined) return null;
  const { problem, checkpoint } = head.data;
  return problem === null ? (
    <p className={css.lead}>
      {text.head(formatCount(checkpoint.seq))} {text.verify}
    </p>
  ) : (
    <Notice tone="bad">{text.broken(problem)}</Notice>
  );
}

function SearchForm({ onSearch }: { readonly onSearch: (search: Search) => void }) {
  const [words, setWords] = useState("");
  const [outcome, setOutcome] = useState<AuditOutcome | "">("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSearch({
      ...(words.trim() === "" ? {} : { text: words.trim() }),
      ...(outcome === "" ? {} : { outcome }),
    });
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextField
        label={text.text}
        value={words}
        maxLength={100}
        onChange={(event) => setWords(event.target.value)}
      />
      <SelectField
        label={text.outcome}
        value={outcome}
        onChange={(event) => setOutcome(event.target.value as AuditOutcome | "")}
      >
        <option value="">{text.all}</option>
        {(["done", "refused", "unknown"] as const).map((one) => (
          <option key={one} value={one}>
            {text.outcomes[one]}
          </option>
        ))}
      </SelectField>
      <Button type="submit">{text.search}</Button>
    </form>
  );
}

const looks = {
  done: ["check", "off"],
  refused: ["cross", "bad"],
  unknown: ["alert", "warn"],
} as const;

const columns: readonly TableColumn<AuditRow>[] = [
  { key: "at", head: text.at, cell: (row) => formatInstant(row.at) },
  { key: "actor", head: text.actor, cell: (row) => row.actor },
  { key: "action", head: text.action, cell: (row) => row.action },
  { key: "target", head: text.target, cell: (row) => row.target ?? "" },
  {
    key: "outcome",
    head: text.outcome,
    cell: (row) => {
      const [shape, tone] = looks[row.outcome];
      return <Mark shape={shape} tone={tone} text={text.outcomes[row.outcome]} />;
    },
  },
  { key: "code", head: text.code, cell: (row) => row.code ?? "" },
  { key: "address", head: text.address, cell: (row) => row.address ?? "" },
];
