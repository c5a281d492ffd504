import type { PermissionInfo } from "@novacron/protocol/domain/permissions";
import type { BindingView, RoleView } from "@novacron/protocol/http/roles";
import { t } from "../../../text/en.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import type { TableColumn } from "../../../ui/Table.tsx";
import { Tip } from "../../../ui/Tip.tsx";
import { RemoveButton } from "../RemoveButton.tsx";
import css from "./Roles.module.css";

const text = t.roles;
/** Names that are written out of those who have a role. */
const namesMax = 4;

/** A permission as the control plane explains it. */
export type Explained = PermissionInfo & { readonly name: RoleView["permissions"][number] };

export interface RoleColumns {
  readonly permissions: readonly Explained[];
  readonly giftsOf: (role: RoleView) => readonly BindingView[];
  readonly onChange: (role: RoleView) => void;
  readonly onCopy: (role: RoleView) => void;
  readonly onRemove: (role: RoleView) => void;
}

export function roleColumns(of: RoleColumns): readonly TableColumn<RoleView>[] {
  return [
    {
      key: "name",
      head: text.name,
      cell: ({ name, builtIn }) => (
        <span className={css.name}>
          {name}
          {builtIn && <Badge>{text.builtIn}</Badge>}
        </span>
      ),
    },
    {
      key: "title",
      head: text.title,
      cell: ({ name, title, builtIn }) => (builtIn ? (text.titles[name] ?? title) : title),
    },
    {
      key: "holds",
      head: text.holds,
      cell: (role) => <Holds role={role} permissions={of.permissions} />,
    },
    {
      key: "factor",
      head: text.factor,
      cell: (role) => (role.secondFactor ? text.factorNeeded : text.factorNot),
    },
    { key: "who", head: text.who, cell: (role) => <Who gifts={of.giftsOf(role)} /> },
    { key: "does", head: "", number: true, cell: (role) => <Does role={role} of={of} /> },
  ];
}

function Holds(props: { readonly role: RoleView; readonly permissions: readonly Explained[] }) {
  const { role, permissions } = props;
  const held = permissions.filter(({ name }) => role.permissions.includes(name));
  return (
    <details className={css.holds}>
      <summary>{text.permissions(held.length)}</summary>
      <ul>
        {held.map(({ name, title }) => (
          <li key={name}>
            <code>{name}</code> {title}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Who({ gifts }: { readonly gifts: readonly BindingView[] }) {
  const names = namesOf(gifts);
  if (names.length === 0) return <span className={css.quiet}>{text.nobody}</span>;
  const more = names.length - namesMax;
  return `${names.slice(0, namesMax).join(", ")}${more > 0 ? ` ${text.more(more)}` : ""}`;
}

function namesOf(gifts: readonly BindingView[]): readonly string[] {
  return [...new Set(gifts.map(({ subjectName }) => subjectName))];
}

function Does({ role, of }: { readonly role: RoleView; readonly of: RoleColumns }) {
  if (role.builtIn) {
    return (
      <Button small aria-label={text.fromOf(role.name)} onClick={() => of.onCopy(role)}>
        {text.from}
      </Button>
    );
  }
  const names = namesOf(of.giftsOf(role)).join(", ");
  return (
    <span className={css.does}>
      <Button small aria-label={text.changeOf(role.name)} onClick={() => of.onChange(role)}>
        {text.change}
      </Button>
      {names === "" ? (
        <RemoveButton
          title={text.remove(role.name)}
          text={text.removeText}
          onRemove={() => of.onRemove(role)}
        />
      ) : (
        <Tip label={text.inUse(names)} wide>
          <Button kind="quiet" small icon aria-disabled aria-label={text.remove(role.name)}>
            <Icon name="trash" size={14} />
          </Button>
        </Tip>
      )}
    </span>
  );
}
