import {
  defaultProject,
  type Quota,
  type QuotaName,
  quotaNames,
} from "@novacron/protocol/domain/project";
import type { ProjectView } from "@novacron/protocol/http/projects";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../../api/call.ts";
import { projectsQuery } from "../../api/queries.ts";
import { queryClient } from "../../api/query-client.ts";
import { ErrorView } from "../../components/ErrorView.tsx";
import { useMay, useMaySomewhere } from "../../components/use-who.ts";
import { t } from "../../text/en.ts";
import { Button } from "../../ui/Button.tsx";
import { Empty } from "../../ui/Empty.tsx";
import { TextField } from "../../ui/Field.tsx";
import { Meter } from "../../ui/Meter.tsx";
import { Panel } from "../../ui/Panel.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Table, type TableColumn } from "../../ui/Table.tsx";
import { formatBytes, formatCount } from "../../util/format.ts";
import { RemoveButton } from "./RemoveButton.tsx";
import css from "./SettingsPage.module.css";

const text = t.projects;
const gibibyte = 2 ** 30;

export function ProjectsTab() {
  return useMaySomewhere("project.view") ? <Projects /> : <Empty title={text.forbidden} />;
}

interface Wish {
  readonly id: string | null;
  readonly name: string;
  readonly quota: Quota;
}

function Projects() {
  const mayManage = useMay("project.manage");
  const projects = useQuery(projectsQuery);
  const [edited, setEdited] = useState<ProjectView | null>(null);
  const save = useMutation({
    mutationFn: ({ id, ...body }: Wish) =>
      id === null
        ? call("addProject", { body })
        : call("changeProject", { params: { project: id }, body }),
    onSuccess: () => setEdited(null),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (project: string) => call("deleteProject", { params: { project } }),
    onSettled: refresh,
  });
  const error = save.error ?? remove.error ?? projects.error;
  const does = mayManage ? [doesColumn(setEdited, remove.mutate)] : [];
  return (
    <>
      <p className={css.lead}>{text.lead}</p>
      {mayManage && (
        <ProjectForm
          key={edited?.id ?? "new"}
          project={edited}
          onSave={save.mutate}
          onCancel={() => setEdited(null)}
        />
      )}
      {error !== null && <ErrorView error={error} />}
      <Panel title={t.settings.tabs.projects} count={projects.data?.items.length} flush>
        {projects.data === undefined ? (
          <Skeleton height={120} />
        ) : (
          <Table
            label={t.settings.tabs.projects}
            columns={[...columns, ...does]}
            rows={projects.data.items}
            keyOf={(project) => project.id}
          />
        )}
      </Panel>
    </>
  );
}

function refresh(): void {
  void queryClient.invalidateQueries(projectsQuery);
}

interface FormProps {
  readonly project: ProjectView | null;
  readonly onSave: (wish: Wish) => void;
  readonly onCancel: () => void;
}

function ProjectForm({ project, onSave, onCancel }: FormProps) {
  const [name, setName] = useState(project?.name ?? "");
  const [limits, setLimits] = useState(() => limitTexts(project?.quota));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    onSave({ id: project?.id ?? null, name: name.trim(), quota: quotaOf(limits) });
    if (project !== null) return;
    setName("");
    setLimits(limitTexts(undefined));
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <TextField
        label={text.name}
        value={name}
        maxLength={64}
        onChange={(event) => setName(event.target.value)}
      />
      {quotaNames.map((one) => (
        <TextField
          key={one}
          type="number"
          min={0}
          step={isBytes(one) ? "any" : 1}
          max={isBytes(one) ? 8_000_000 : 1_000_000}
          label={text.limits[one]}
          placeholder={text.noLimit}
          value={limits[one]}
          onChange={(event) => setLimits({ ...limits, [one]: event.target.value })}
        />
      ))}
      <Button type="submit" kind="primary">
        {project === null ? text.add : text.save}
      </Button>
      {project !== null && <Button onClick={onCancel}>{t.common.cancel}</Button>}
    </form>
  );
}

function isBytes(name: QuotaName): boolean {
  return name === "memoryBytes" || name === "storageBytes";
}

type LimitTexts = Readonly<Record<QuotaName, string>>;

function limitTexts(quota: Quota | undefined): LimitTexts {
  const shown = (name: QuotaName) => {
    const limit = quota?.[name] ?? null;
    return limit === null ? "" : String(isBytes(name) ? limit / gibibyte : limit);
  };
  return Object.fromEntries(quotaNames.map((one) => [one, shown(one)])) as unknown as LimitTexts;
}

function quotaOf(limits: LimitTexts): Quota {
  const read = (name: QuotaName) =>
    limits[name] === "" ? null : Math.round(Number(limits[name]) * (isBytes(name) ? gibibyte : 1));
  return Object.fromEntries(quotaNames.map((one) => [one, read(one)])) as unknown as Quota;
}

const columns: readonly TableColumn<ProjectView>[] = [
  { key: "name", head: text.name, cell: (project) => project.name },
  ...quotaNames.map((name) => ({
    key: name,
    head: text.uses[name],
    cell: (project: ProjectView) => <Use project={project} name={name} />,
  })),
];

function Use({ project, name }: { readonly project: ProjectView; readonly name: QuotaName }) {
  const show = isBytes(name) ? formatBytes : formatCount;
  const limit = project.quota[name];
  const used = project.used[name];
  if (limit === null) return show(used);
  return (
    <span className={css.fill}>
      {t.common.of(show(used), show(limit))}
      <Meter
        value={limit === 0 ? Number(used > 0) : used / limit}
        label={`${text.uses[name]} ${project.name}`}
      />
    </span>
  );
}

function doesColumn(
  onEdit: (project: ProjectView) => void,
  onRemove: (id: string) => void,
): TableColumn<ProjectView> {
  return {
    key: "does",
    head: "",
    number: true,
    cell: (project) => (
      <>
        <Button small aria-label={text.changeOf(project.name)} onClick={() => onEdit(project)}>
          {text.change}
        </Button>{" "}
        {project.id !== defaultProject && project.used.machines === 0 && (
          <RemoveButton
            title={text.remove(project.name)}
            text={text.removeText}
            onRemove={() => onRemove(project.id)}
          />
        )}
      </>
    ),
  };
}
