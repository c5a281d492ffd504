import { mayGive } from "@novacron/protocol/domain/may";
import { builtInRoles, type Role, roles } from "@novacron/protocol/domain/permissions";
import { everything } from "@novacron/protocol/domain/scope";
import type { ApiToken } from "@novacron/protocol/http/tokens";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../api/call.ts";
import { tokensQuery } from "../../api/queries.ts";
import { queryClient } from "../../api/query-client.ts";
import { Ago } from "../../components/Ago.tsx";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useWho } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { SelectField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatDay } from "../../util/time.ts";
import { MakeForm } from "./MakeForm.tsx";
import { removeColumn } from "./remove-column.tsx";
import { Secret } from "./Secret.tsx";
import css from "./SettingsPage.module.css";

const text = t.settings.tokens;
const daysOffered = [7, 30, 90, 365] as const;

export function TokensTab() {
  const tokens = useQuery(tokensQuery);
  const make = useMutation({
    mutationFn: (body: { label: string; role: Role; expiresInDays: number | null }) =>
      call("createToken", { body }),
    onSuccess: refresh,
  });
  const revoke = useMutation({
    mutationFn: (token: string) => call("deleteToken", { params: { token } }),
    onSuccess: refresh,
  });
  const items = tokens.data?.items ?? [];
  const error = make.error ?? revoke.error ?? tokens.error;
  return (
    <>
      <p className={css.lead}>{text.lead}</p>
      <TokenForm onMake={(wish) => make.mutate(wish)} />
      {make.data !== undefined && <Secret value={make.data.secret} hint={text.secret} />}
      {error !== null && <ErrorView error={error} />}
      <Panel
        title={t.settings.tabs.tokens}
        count={items.length || undefined}
        flush={items.length > 0}
      >
        {tokens.isPending ? (
          <Skeleton height={80} />
        ) : items.length === 0 ? (
          <p className={css.lead}>{text.none}</p>
        ) : (
          <Table
            label={t.settings.tabs.tokens}
            columns={columns((id) => revoke.mutate(id))}
            rows={items}
            keyOf={(token) => token.id}
          />
        )}
      </Panel>
    </>
  );
}

function refresh(): void {
  void queryClient.invalidateQueries(tokensQuery);
}

interface Wish {
  readonly label: string;
  readonly role: Role;
  readonly expiresInDays: number | null;
}

function TokenForm({ onMake }: { readonly onMake: (wish: Wish) => void }) {
  const who = useWho();
  const [role, setRole] = useState<Role>("viewer");
  const [days, setDays] = useState("90");
  const make = (label: string) =>
    onMake({ label, role, expiresInDays: days === "" ? null : Number(days) });
  return (
    <MakeForm label={text.label} action={text.make} needed onMake={make}>
      <SelectField
        label={text.role}
        value={role}
        onChange={(event) => setRole(event.target.value as Role)}
      >
        {roles
          .filter((one) => who !== null && mayGive(who, builtInRoles[one], everything).length === 0)
          .map((one) => (
            <option key={one}>{one}</option>
          ))}
      </SelectField>
      <SelectField label={text.days} value={days} onChange={(event) => setDays(event.target.value)}>
        {daysOffered.map((count) => (
          <option key={count} value={count}>
            {text.daysCount(count)}
          </option>
        ))}
        <option value="">{text.never}</option>
      </SelectField>
    </MakeForm>
  );
}

function columns(onRevoke: (id: string) => void): readonly TableColumn<ApiToken>[] {
  return [
    { key: "label", head: text.label, cell: (token) => token.label },
    { key: "role", head: text.role, cell: (token) => token.role },
    { key: "created", head: text.created, cell: (token) => <Ago at={token.createdAt} /> },
    {
      key: "expires",
      head: text.expires,
      cell: (token) => (token.expiresAt === null ? text.never : formatDay(token.expiresAt)),
    },
    {
      key: "used",
      head: text.used,
      cell: (token) => (token.lastUsedAt === null ? text.unused : <Ago at={token.lastUsedAt} />),
    },
    removeColumn({
      title: (token) => text.revoke(token.label),
      text: text.revokeText,
      onRemove: (token) => onRevoke(token.id),
    }),
  ];
}
