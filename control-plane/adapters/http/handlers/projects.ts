import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HandlersOf } from "../handler.ts";

type Names =
  | "listProjects"
  | "showProject"
  | "addProject"
  | "changeProject"
  | "deleteProject"
  | "assignMachines"
  | "tagMachine";

export const projectHandlers: HandlersOf<Names> = (app) => ({
  listProjects: ({ person }) => {
    const seen = app.seenBy(person);
    return { items: app.projects.list().filter((one) => seen.seesProject(one.id)) };
  },
  showProject: ({ person, params }) => {
    if (!app.seenBy(person).seesProject(params.project)) {
      throw new NovaError("NOT_FOUND", `find project ${params.project}`);
    }
    return app.projects.view(params.project);
  },
  addProject: async ({ person, body, note }) => {
    const made = await app.projects.add(person.name, body);
    note({ target: `project:${made.id}` });
    return made;
  },
  changeProject: ({ person, params, body }) =>
    app.projects.change(person.name, params.project, body),
  deleteProject: async ({ person, params }) => {
    await app.projects.remove(person.name, params.project);
  },
  assignMachines: ({ person, params, body }) =>
    app.projects.assign(person.name, params.project, body.machines),
  tagMachine: async ({ person, params, body }) => ({
    tags: [...(await app.projects.tag(person.name, params.machine, body.tags))],
  }),
});
