import { mayGive } from "@novacron/protocol/domain/may";
import { builtInRoles, type Role, roles } from "@novacron/protocol/domain/permissions";
import { everything } from "@novacron/protocol/domain/scope";
import type { Account } from "@novacron/protocol/http/people";
import type { BindingView } from "@novacron/protocol/http/roles";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../../api/call.ts";
import { bindingsQuery, peopleQuery } from "../../api/queries.ts";
import { queryClient } from "../../api/query-client.ts";
import { Ago } from "../../components/Ago.tsx";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useMay, useWho } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { SelectField, TextField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { Secret } from "./Secret.tsx";
import css from "./SettingsPage.module.css";

const text = t.people;

export function PeopleTab() {
  return useMay("people.manage") ? <People /> : <Empty title={t.settings.forbidden} />;
}

interface NewPassword {
  readonly name: string;
  readonly password: string | null;
}

function People() {
  const people = useQuery(peopleQuery);
  const bindings = useQuery(bindingsQuery);
  const add = useMutation({ mutationFn: addPerson, onSettled: refresh });
  const reset = useMutation({ mutationFn: resetPassword, onSettled: refresh });
  const change = useMutation({
    mutationFn: ({ id, disabled }: Account) =>
      call("changePerson", { params: { person: id }, body: { disabled: !disabled } }),
    onSettled: refresh,
  });
  const shown = reset.data ?? add.data;
  const error = add.error ?? reset.error ?? change.error ?? people.error ?? bindings.error;
  const items = people.data?.items ?? [];
  const rolesOf = (account: Account) => roleWords(account, bindings.data?.items ?? []);
  return (
    <>
      <p className={css.lead}>{text.lead}</p>
      <AddForm onAdd={(wish) => add.mutate(wish)} />
      {shown?.password != null && (
        <Secret value={shown.password} hint={text.password(shown.name)} />
      )}
      {error !== null && <ErrorView error={error} />}
      <Panel title={t.settings.tabs.people} count={items.length || undefined} flush>
        {people.isPending ? (
          <Skeleton height={120} />
        ) : (
          <Table
            label={t.settings.tabs.people}
            columns={columns({ rolesOf, onReset: reset.mutate, onChange: change.mutate })}
            rows={items}
            keyOf={(account) => account.id}
          />
        )}
      </Panel>
    </>
  );
}

function refresh(): void {
  void queryClient.invalidateQueries(peopleQuery);
  void queryClient.invalidateQueries(bindingsQuery);
}

interface Wish {
  readonly name: string;
  readonly fullName: string;
  readonly role: Role;
}

async function addPerson({ name, fullName, role }: Wish): Promise<NewPassword> {
  const made = await call("addPerson", { body: { name, fullName } });
  const subject = { kind: "person", person: made.id } as const;
  await call("addBinding", { body: { subject, role } });
  return { name: made.name, password: made.password };
}

async function resetPassword({ id, name }: Account): Promise<NewPassword> {
  const { password } = await call("resetPassword", { params: { person: id }, body: {} });
  return { name, password };
}

function AddForm({ onAdd }: { readonly onAdd: (wish: Wish) => void }) {
  const who = useWho();
  const [name, setName] = useState("");
  const [fullName, setFullName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    onAdd({ name: name.trim(), fullName: fullName.trim(), role });
    setName("");
    setFullName("");
  };
  const given = roles.filter(
    (one) => who !== null && mayGive(who, builtInRoles[one], everything).length === 0,
  );
  return (
    <form className={css.form} onSubmit={submit}>
      <TextField
        label={text.name}
        value={name}
        pattern="[a-z0-9][a-z0-9._\-]*"
        maxLength={64}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={text.fullName}
        value={fullName}
        maxLength={200}
        onChange={(event) => setFullName(event.target.value)}
      />
      <SelectField
        label={text.role}
        value={role}
        onChange={(event) => setRole(event.target.value as Role)}
      >
        {given.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </SelectField>
      <Button type="submit" kind="primary">
        {text.add}
      </Button>
    </form>
  );
}

function roleWords(account: Account, bindings: readonly BindingView[]): readonly string[] {
  return bindings
    .filter(({ subject }) =>
      subject.kind === "person"
        ? subject.person === account.id
        : account.groups.includes(subject.group),
    )
    .map(({ role, scope, subject }) =>
      [role, text.where[scope.kind], subject.kind === "group" ? text.group : ""]
        .filter((word) => word !== "")
        .join(" "),
    );
}

interface Does {
  readonly rolesOf: (account: Account) => readonly string[];
  readonly onReset: (account: Account) => void;
  readonly onChange: (account: Account) => void;
}

function columns({ rolesOf, onReset, onChange }: Does): readonly TableColumn<Account>[] {
  return [
    { key: "name", head: text.name, cell: (account) => account.name },
    { key: "full", head: text.fullName, cell: (account) => account.fullName },
    {
      key: "roles",
      head: text.roles,
      cell: (account) => rolesOf(account).map((word) => <Badge key={word}>{word}</Badge>),
    },
    {
      key: "factor",
      head: text.factor,
      cell: (account) => (account.secondFactor ? text.factorOn : text.factorOff),
    },
    { key: "source", head: text.source, cell: (account) => text[account.source] },
    {
      key: "last",
      head: text.last,
      cell: ({ lastLoginAt }) => (lastLoginAt === null ? text.never : <Ago at={lastLoginAt} />),
    },
    {
      key: "does",
      head: "",
      number: true,
      cell: (account) => (
        <>
          {account.source === "local" && (
            <Button small aria-label={text.reset(account.name)} onClick={() => onReset(account)}>
              {t.settings.people.reset}
            </Button>
          )}{" "}
          <Button
            small
            aria-label={account.disabled ? text.enable(account.name) : text.disable(account.name)}
            onClick={() => onChange(account)}
          >
            {account.disabled ? t.settings.people.enable : t.settings.people.disable}
          </Button>
        </>
      ),
    },
  ];
}
