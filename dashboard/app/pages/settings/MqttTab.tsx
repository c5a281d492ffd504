import { scopeText } from "@novacron/protocol/domain/scope";
import type { MqttUser } from "@novacron/protocol/http/integrations";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../../api/call.ts";
import { mqttUsersQuery } from "../../api/queries.ts";
import { queryClient } from "../../api/query-client.ts";
import { Ago } from "../../components/Ago.tsx";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useMay } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { removeColumn } from "./remove-column.tsx";
import { Secret } from "./Secret.tsx";
import css from "./SettingsPage.module.css";

const text = t.settings.mqtt;

export function MqttTab() {
  const may = useMay("integration.manage");
  return may ? <Logins /> : <Empty title={t.settings.forbidden} />;
}

function Logins() {
  const users = useQuery(mqttUsersQuery);
  const refresh = () => void queryClient.invalidateQueries(mqttUsersQuery);
  const add = useMutation({
    mutationFn: (name: string) => call("addMqttUser", { body: { name } }),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: (name: string) => call("deleteMqttUser", { params: { name } }),
    onSuccess: refresh,
  });
  const items = users.data?.items ?? [];
  const error = add.error ?? remove.error ?? users.error;
  return (
    <>
      <p className={css.lead}>{text.lead(users.data?.url ?? "")}</p>
      <AddForm onAdd={(name) => add.mutate(name)} />
      {add.data !== undefined && <Secret value={add.data.password} hint={text.password} />}
      {error !== null && <ErrorView error={error} />}
      <Panel
        title={t.settings.tabs.mqtt}
        count={items.length || undefined}
        flush={items.length > 0}
      >
        {items.length === 0 ? (
          <p className={css.lead}>{text.none}</p>
        ) : (
          <Table
            label={t.settings.tabs.mqtt}
            columns={columns((name) => remove.mutate(name))}
            rows={items}
            keyOf={(user) => user.name}
          />
        )}
      </Panel>
    </>
  );
}

function AddForm({ onAdd }: { readonly onAdd: (name: string) => void }) {
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    onAdd(name.trim());
    setName("");
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextField
        label={text.name}
        value={name}
        pattern="[a-z0-9][a-z0-9._\-]*"
        maxLength={64}
        autoCapitalize="none"
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" kind="primary">
        {text.add}
      </Button>
    </form>
  );
}

function columns(onRemove: (name: string) => void): readonly TableColumn<MqttUser>[] {
  return [
    { key: "name", head: text.name, cell: (user) => <code>{user.name}</code> },
    { key: "for", head: text.scope, cell: (user) => scopeText(user.scope) },
    { key: "by", head: text.by, cell: (user) => user.createdBy },
    { key: "at", head: t.settings.tokens.created, cell: (user) => <Ago at={user.createdAt} /> },
    removeColumn({
      title: (user) => text.remove(user.name),
      text: text.removeText,
      onRemove: (user) => onRemove(user.name),
    }),
  ];
}
