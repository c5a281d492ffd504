import type { ProjectId } from "@novacron/protocol/domain/ids";
import type { Scope } from "@novacron/protocol/domain/scope";
import type { Account } from "@novacron/protocol/http/people";
import type { ProjectView } from "@novacron/protocol/http/projects";
import type { RoleView, Subject } from "@novacron/protocol/http/roles";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { peopleQuery } from "../../../api/queries.ts";
import { t } from "../../../text/en.ts";
import { Button } from "../../../ui/Button.tsx";
import { SelectField, TextField } from "../../../ui/Field.tsx";
import settings from "../SettingsPage.module.css";

const text = t.roles.gifts;
/** No account has this id. */
const groupChoice = "group";

export interface Gift {
  readonly subject: Subject;
  readonly role: string;
  readonly scope: Scope;
}

export interface GiveFormProps {
  readonly roles: readonly RoleView[];
  readonly projects: readonly ProjectView[];
  readonly onGive: (gift: Gift) => void;
}

interface Typed {
  readonly role: string;
  /** Id of an account, or `groupChoice`. */
  readonly to: string;
  readonly group: string;
  readonly where: Scope["kind"];
  readonly project: string;
  readonly tag: string;
}
const nothing: Typed = {
  role: "",
  to: "",
  group: "",
  where: "everything",
  project: "",
  tag: "",
};

interface PartProps {
  readonly typed: Typed;
  readonly set: (change: Partial<Typed>) => void;
}

/** Gives a role to a person or a group, somewhere. */
export function GiveForm({ roles, projects, onGive }: GiveFormProps) {
  const people = useQuery(peopleQuery).data?.items ?? [];
  const [typed, setTyped] = useState(nothing);
  const part: PartProps = { typed, set: (change) => setTyped({ ...typed, ...change }) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const subject = subjectOf(typed, people);
    const scope = scopeOf(typed);
    const role = typed.role || roles[0]?.name;
    if (subject !== null && scope !== null && role !== undefined) onGive({ subject, role, scope });
  };
  return (
    <form className={settings.form} onSubmit={submit}>
      <SelectField
        label={text.role}
        value={typed.role}
        onChange={(event) => part.set({ role: event.target.value })}
      >
        {roles.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </SelectField>
      <To {...part} people={people} />
      <Where {...part} projects={projects} />
      <Button type="submit" kind="primary">
        {text.give}
      </Button>
    </form>
  );
}

function To({ typed, set, people }: PartProps & { readonly people: readonly Account[] }) {
  return (
    <>
      <SelectField
        label={text.to}
        value={typed.to}
        required
        onChange={(event) => set({ to: event.target.value })}
      >
        <option value="" />
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
        <option value={groupChoice}>{text.group}</option>
      </SelectField>
      {typed.to === groupChoice && (
        <TextField
          label={text.name}
          value={typed.group}
          required
          maxLength={128}
          onChange={(event) => set({ group: event.target.value })}
        />
      )}
    </>
  );
}

function Where({ typed, set, projects }: PartProps & Pick<GiveFormProps, "projects">) {
  return (
    <>
      <SelectField
        label={text.where}
        value={typed.where}
        onChange={(event) => set({ where: event.target.value as Scope["kind"] })}
      >
        <option value="everything">{text.everything}</option>
        <option value="project">{text.project}</option>
        <option value="tag">{text.tag}</option>
      </SelectField>
      {typed.where === "project" && (
        <SelectField
          label={text.project}
          value={typed.project}
          required
          onChange={(event) => set({ project: event.target.value })}
        >
          <option value="" />
          {projects.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      {typed.where === "tag" && (
        <TextField
          label={text.tag}
          value={typed.tag}
          required
          maxLength={64}
          onChange={(event) => set({ tag: event.target.value })}
        />
      )}
    </>
  );
}

/** Null where nobody is chosen yet. */
function subjectOf({ to, group }: Typed, people: readonly Account[]): Subject | null {
  if (to === groupChoice) {
    return group.trim() === "" ? null : { kind: "group", group: group.trim() };
  }
  const person = people.find(({ id }) => id === to);
  return person === undefined ? null : { kind: "person", person: person.id };
}

/** Null where what it needs is not chosen yet. */
function scopeOf({ where, project, tag }: Typed): Scope | null {
  if (where === "everything") return { kind: "everything" };
  if (where === "project") {
    return project === "" ? null : { kind: "project", project: project as ProjectId };
  }
  return tag.trim() === "" ? null : { kind: "tag", tag: tag.trim() };
}
