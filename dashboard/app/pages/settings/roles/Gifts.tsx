import type { Scope } from "@novacron/protocol/domain/scope";
import type { ProjectView } from "@novacron/protocol/http/projects";
import type { BindingView, RoleView } from "@novacron/protocol/http/roles";
import { useMutation, useQuery } from "@tanstack/react-query";
import { call } from "../../../api/call.ts";
import { projectsQuery } from "../../../api/queries.ts";
import { ErrorView } from "../../../components/ErrorView.tsx";
import { useMaySomewhere } from "../../../components/use-who.ts";
import { t } from "../../../text/en.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { Panel } from "../../../ui/Panel.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../../ui/Table.tsx";
import { removeColumn } from "../remove-column.tsx";
import { type Gift, GiveForm } from "./GiveForm.tsx";
import css from "./Roles.module.css";
import { refreshRoles } from "./refresh-roles.ts";

const text = t.roles.gifts;

export interface GiftsProps {
  /** Undefined while they load. */
  readonly gifts: readonly BindingView[] | undefined;
  readonly roles: readonly RoleView[];
}

/** Who has which role where: given and taken away here. */
export function Gifts({ gifts, roles }: GiftsProps) {
  const projects = useQuery({ ...projectsQuery, enabled: useMaySomewhere("project.view") });
  const give = useMutation({
    mutationFn: (body: Gift) => call("addBinding", { body }),
    onSettled: refreshRoles,
  });
  const take = useMutation({
    mutationFn: (binding: string) => call("deleteBinding", { params: { binding } }),
    onSettled: refreshRoles,
  });
  const known = projects.data?.items ?? [];
  const error = give.error ?? take.error;
  return (
    <Panel title={text.title} count={gifts?.length || undefined}>
      <div className={css.editor}>
        <GiveForm roles={roles} projects={known} onGive={give.mutate} />
        {error !== null && <ErrorView error={error} />}
        {gifts === undefined ? (
          <Skeleton height={80} />
        ) : gifts.length === 0 ? (
          <p className={css.quiet}>{text.none}</p>
        ) : (
          <div className={css.gifts}>
            <Table
              label={text.title}
              columns={columns(known, take.mutate)}
              rows={gifts}
              keyOf={(gift) => gift.id}
            />
          </div>
        )}
      </div>
    </Panel>
  );
}

function columns(
  projects: readonly ProjectView[],
  onTake: (id: string) => void,
): readonly TableColumn<BindingView>[] {
  return [
    {
      key: "who",
      head: text.who,
      cell: ({ subject, subjectName }) => (
        <span className={css.name}>
          {subjectName}
          {subject.kind === "group" && <Badge>{text.group}</Badge>}
        </span>
      ),
    },
    { key: "role", head: text.role, cell: (gift) => gift.role },
    { key: "where", head: text.where, cell: ({ scope }) => whereText(scope, projects) },
    { key: "by", head: text.by, cell: (gift) => (gift.fixed ? text.fixed : gift.createdBy) },
    removeColumn({
      title: (gift) => text.take(gift.role, gift.subjectName),
      text: text.takeText,
      onRemove: (gift) => onTake(gift.id),
      where: (gift) => !gift.fixed,
    }),
  ];
}

function whereText(scope: Scope, projects: readonly ProjectView[]): string {
  if (scope.kind === "everything") return text.everything;
  if (scope.kind === "tag") return text.tagged(scope.tag);
  return text.inProject(projects.find(({ id }) => id === scope.project)?.name ?? scope.project);
}
