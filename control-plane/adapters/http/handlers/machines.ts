import type { HandlersOf } from "../handler.ts";

type Names =
  | "listMachines"
  | "showMachine"
  | "machineDefinition"
  | "machineDetail"
  | "resolveConflict"
  | "openConsole";

export const machineHandlers: HandlersOf<Names> = (app) => ({
  listMachines: ({ person, query }) => app.seenBy(person).machines(query),
  showMachine: ({ person, params }) => app.seenBy(person).machine(params.machine),
  machineDefinition: ({ person, params }) => app.definition(person, params.machine),
  machineDetail: ({ person, params, body }) => app.detail(person, params.machine, body.seconds),
  resolveConflict: ({ person, params, body }) =>
    app.resolveConflict(person, params.machine, body.owner),
  openConsole: ({ person, params, body }) => app.openConsole(person, params.machine, body.id),
});
