import { isProtected, joinLine } from "@novacron/protocol/domain/join-line";
import type { EnrolmentTokenView } from "@novacron/protocol/http/trust";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/call.ts";
import { enrolmentTokensQuery, joinSource } from "../../api/joining.ts";
import { queryClient } from "../../api/query-client.ts";
import { Ago } from "../../components/Ago.tsx";
import { ErrorView } from "../../components/ErrorView.tsx";
import { t } from "../../text/en.ts";
import { SelectField } from "../../ui/Field.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatInstant } from "../../util/time.ts";
import { MakeForm } from "../settings/MakeForm.tsx";
import { removeColumn } from "../settings/remove-column.tsx";
import { Secret } from "../settings/Secret.tsx";
import css from "../settings/SettingsPage.module.css";

const text = t.join;
const minutesOffered = [15, 60, 480, 1_440] as const;

/** The one line that makes a host a member, and the tokens that nobody has used yet. */
export function AddHost() {
  const tokens = useQuery(enrolmentTokensQuery);
  const make = useMutation({ mutationFn: makeLine, onSuccess: refresh });
  const revoke = useMutation({
    mutationFn: (token: string) => call("revokeEnrolmentToken", { params: { token } }),
    onSuccess: refresh,
  });
  const open = (tokens.data?.items ?? []).filter((token) => token.state === "open");
  const error = make.error ?? revoke.error ?? tokens.error;
  return (
    <Panel title={text.add}>
      <div className={css.stack}>
        <p className={css.lead}>{text.lead}</p>
        <TokenForm onMake={(wish) => make.mutate(wish)} />
        {make.data?.line === null && <Notice tone="warn">{text.plain}</Notice>}
        {make.data?.release === null && <Notice tone="warn">{text.noRelease}</Notice>}
        {typeof make.data?.line === "string" && <Secret value={make.data.line} hint={text.line} />}
        {error !== null && <ErrorView error={error} />}
        <h3>{text.tokens}</h3>
        {open.length === 0 ? (
          <p className={css.lead}>{text.noTokens}</p>
        ) : (
          <Table
            label={text.tokens}
            columns={columns((id) => revoke.mutate(id))}
            rows={open}
            keyOf={(token) => token.id}
          />
        )}
      </div>
    </Panel>
  );
}

interface Wish {
  readonly label: string;
  readonly expiresInMinutes: number;
}

/** Looks first: a token is made only where its line would be safe to paste. */
async function makeLine(wish: Wish) {
  const source = await joinSource();
  const { release } = source;
  const safe = new URL(source.url).protocol === "https:" && isProtected(source.url);
  if (!safe) return { line: null, release };
  const made = await call("createEnrolmentToken", { body: wish });
  return { line: joinLine(source, made.token), release };
}

function refresh(): void {
  void queryClient.invalidateQueries(enrolmentTokensQuery);
}

interface FormProps {
  readonly onMake: (wish: Wish) => void;
}

function TokenForm({ onMake }: FormProps) {
  const [minutes, setMinutes] = useState(60);
  return (
    <MakeForm
      label={text.label}
      action={text.make}
      onMake={(label) => onMake({ label, expiresInMinutes: minutes })}
    >
      <SelectField
        label={text.life}
        value={minutes}
        onChange={(event) => setMinutes(Number(event.target.value))}
      >
        {minutesOffered.map((count) => (
          <option key={count} value={count}>
            {text.minutes(count)}
          </option>
        ))}
      </SelectField>
    </MakeForm>
  );
}

function columns(onRevoke: (id: string) => void): readonly TableColumn<EnrolmentTokenView>[] {
  return [
    { key: "label", head: text.label, cell: (token) => token.label || text.unnamed },
    { key: "by", head: text.by, cell: (token) => token.createdBy },
    { key: "made", head: t.settings.tokens.created, cell: (token) => <Ago at={token.createdAt} /> },
    { key: "ends", head: text.ends, cell: (token) => formatInstant(token.expiresAt) },
    removeColumn({
      title: (token) => text.revoke(token.label || text.unnamed),
      text: text.revokeText,
      onRemove: (token) => onRevoke(token.id),
    }),
  ];
}
