import { mayGive } from "@novacron/protocol/domain/may";
import type { PermissionInfo } from "@novacron/protocol/domain/permissions";
import { everything } from "@novacron/protocol/domain/scope";
import type { RoleView } from "@novacron/protocol/http/roles";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../../../api/call.ts";
import { ErrorView } from "../../../components/ErrorView.tsx";
import { useWho } from "../../../components/use-who.ts";
import { t } from "../../../text/en.ts";
import { Button } from "../../../ui/Button.tsx";
import { CheckField, TextField } from "../../../ui/Field.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import settings from "../SettingsPage.module.css";
import css from "./Roles.module.css";
import { refreshRoles } from "./refresh-roles.ts";
import type { Explained } from "./role-columns.tsx";

const text = t.roles.editor;
const reaches: readonly PermissionInfo["reach"][] = ["machine", "project", "fleet"];

export interface EditedRole {
  /** What it begins with; null: with nothing. */
  readonly role: RoleView | null;
  readonly isNew: boolean;
}

export interface RoleEditorProps {
  readonly edited: EditedRole;
  readonly permissions: readonly Explained[];
  /** How often it is given now. */
  readonly gifts: number;
  readonly onDone: () => void;
}

/** Every permission with what it lets one do. What this person does not hold cannot be given. */
export function RoleEditor({ edited, permissions, gifts, onDone }: RoleEditorProps) {
  const { role, isNew } = edited;
  const [name, setName] = useState(isNew ? "" : (role?.name ?? ""));
  const [title, setTitle] = useState(role?.title ?? "");
  const [secondFactor, setSecondFactor] = useState(role?.secondFactor ?? false);
  const [held, setHeld] = useState<ReadonlySet<string>>(() => new Set(role?.permissions));
  const save = useMutation({
    mutationFn: () => {
      const chosen = permissions.filter((one) => held.has(one.name)).map((one) => one.name);
      const body = { title: title.trim(), permissions: chosen, secondFactor };
      return call("putRole", { params: { role: name.trim() }, body });
    },
    onSuccess: onDone,
    onSettled: refreshRoles,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "" && held.size > 0) save.mutate();
  };
  return (
    <Panel title={isNew ? text.make : text.change(name)}>
      <form className={css.editor} onSubmit={submit}>
        <div className={settings.form}>
          {isNew && (
            <TextField
              label={t.roles.name}
              value={name}
              required
              pattern="[a-z0-9][a-z0-9._\-]*"
              maxLength={64}
              onChange={(event) => setName(event.target.value)}
            />
          )}
          <TextField
            label={t.roles.title}
            value={title}
            maxLength={200}
            onChange={(event) => setTitle(event.target.value)}
          />
        </div>
        {reaches.map((reach) => (
          <Permissions
            key={reach}
            legend={text.reach[reach]}
            permissions={permissions.filter((one) => one.reach === reach)}
            held={held}
            onChange={setHeld}
          />
        ))}
        <CheckField
          label={text.factor}
          checked={secondFactor}
          onChange={(event) => setSecondFactor(event.target.checked)}
        />
        <div className={css.end}>
          <Button type="submit" kind="primary" aria-disabled={held.size === 0}>
            {isNew ? text.add : text.save}
          </Button>
          <Button onClick={onDone}>{t.common.cancel}</Button>
          <span className={css.quiet} role="status">
            {held.size === 0 ? text.none : gifts > 0 ? text.effect(gifts) : ""}
          </span>
        </div>
        {save.error !== null && <ErrorView error={save.error} />}
      </form>
    </Panel>
  );
}

interface PermissionsProps {
  readonly legend: string;
  readonly permissions: readonly Explained[];
  readonly held: ReadonlySet<string>;
  readonly onChange: (held: ReadonlySet<string>) => void;
}

function Permissions({ legend, permissions, held, onChange }: PermissionsProps) {
  const who = useWho();
  return (
    <fieldset className={css.permissions}>
      <legend>{legend}</legend>
      {permissions.map(({ name, title }) => {
        const may = who !== null && mayGive(who, [name], everything).length === 0;
        return (
          <CheckField
            key={name}
            label={name}
            hint={may ? title : `${title}. ${text.notHeld}`}
            disabled={!may}
            checked={held.has(name)}
            onChange={(event) => {
              const next = new Set(held);
              if (event.target.checked) next.add(name);
              else next.delete(name);
              onChange(next);
            }}
          />
        );
      })}
    </fieldset>
  );
}
