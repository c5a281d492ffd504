import type { BindingView, RoleView } from "@novacron/protocol/http/roles";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../../../api/call.ts";
import { bindingsQuery, rolesQuery } from "../../../api/queries.ts";
import { ErrorView } from "../../../components/ErrorView.tsx";
import { useMay } from "../../../components/use-who.ts";
import { t } from "../../../text/en.ts";
import { Button } from "../../../ui/Button.tsx";
import { Empty } from "../../../ui/Empty.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Table } from "../../../ui/Table.tsx";
import css from "../SettingsPage.module.css";
import { Gifts } from "./Gifts.tsx";
import { type EditedRole, RoleEditor } from "./RoleEditor.tsx";
import { refreshRoles } from "./refresh-roles.ts";
import { roleColumns } from "./role-columns.tsx";

const text = t.roles;

export function RolesTab() {
  return useMay("people.manage") ? <Roles /> : <Empty title={t.settings.forbidden} />;
}

function Roles() {
  const roles = useQuery(rolesQuery);
  const bindings = useQuery(bindingsQuery);
  const [edited, setEdited] = useState<EditedRole | null>(null);
  const remove = useMutation({
    mutationFn: (role: string) => call("deleteRole", { params: { role } }),
    onSettled: refreshRoles,
  });
  const error = remove.error ?? roles.error ?? bindings.error;
  const gifts = bindings.data?.items ?? [];
  const actions = {
    onChange: (role: RoleView) => setEdited({ role, isNew: false }),
    onCopy: (role: RoleView) => setEdited({ role, isNew: true }),
    onRemove: (role: RoleView) => remove.mutate(role.name),
  };
  return (
    <>
      <p className={css.lead}>{text.lead}</p>
      {error !== null && <ErrorView error={error} onRetry={refreshRoles} />}
      {edited !== null && roles.data !== undefined && (
        <RoleEditor
          key={`${edited.role?.name} ${edited.isNew}`}
          edited={edited}
          permissions={roles.data.permissions}
          gifts={edited.isNew ? 0 : giftsOf(edited.role, gifts).length}
          onDone={() => setEdited(null)}
        />
      )}
      <Panel
        title={t.settings.tabs.roles}
        count={roles.data?.items.length}
        flush
        tools={
          <Button small onClick={() => setEdited({ role: null, isNew: true })}>
            {text.make}
          </Button>
        }
      >
        {roles.data === undefined ? (
          <Skeleton height={160} />
        ) : (
          <Table
            label={t.settings.tabs.roles}
            columns={roleColumns({
              ...actions,
              permissions: roles.data.permissions,
              giftsOf: (role) => giftsOf(role, gifts),
            })}
            rows={roles.data.items}
            keyOf={(role) => role.name}
          />
        )}
      </Panel>
      <Gifts gifts={bindings.data?.items} roles={roles.data?.items ?? []} />
    </>
  );
}

function giftsOf(role: RoleView | null, gifts: readonly BindingView[]): readonly BindingView[] {
  return gifts.filter((gift) => gift.role === role?.name);
}
