import type { HandlersOf } from "../handler.ts";

type Names =
  | "listProjects"
  | "showProject"
  | "addProject"
  | "changeProject"
  | "deleteProject"
  | "assignMachines"
  | "tagMachine";

export const projectHandlers: HandlersOf<Names> = ({ projects }) => ({
  listProjects: () => ({ items: projects.list() }),
  showProject: ({ params }) => projects.view(params.project),
  addProject: async ({ person, body, note }) => {
    const made = await projects.add(person.name, body);
    note({ target: `project:${made.id}` });
    return made;
  },
  changeProject: ({ person, params, body }) => projects.change(person.name, params.project, body),
  deleteProject: async ({ person, params }) => {
    await projects.remove(person.name, params.project);
  },
  assignMachines: ({ person, params, body }) =>
    projects.assign(person.name, params.project, body.machines),
  tagMachine: async ({ person, params, body }) => ({
    tags: [...(await projects.tag(person.name, params.machine, body.tags))],
  }),
});
