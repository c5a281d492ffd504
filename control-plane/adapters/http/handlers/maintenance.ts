import type { HandlersOf } from "../handler.ts";

type Names =
  | "planDrain"
  | "startMaintenance"
  | "listMaintenance"
  | "showMaintenance"
  | "steerMaintenance";

export const maintenanceHandlers: HandlersOf<Names> = ({ maintenances }) => ({
  planDrain: ({ params, gone }) => maintenances.plan(params.host, gone),
  startMaintenance: ({ person, body }) =>
    maintenances.begin({ name: person.name, who: person }, body),
  listMaintenance: ({ query }) => maintenances.list(query),
  showMaintenance: ({ params }) => maintenances.show(params.maintenance),
  steerMaintenance: ({ person, params, body }) =>
    maintenances.steer({ name: person.name, who: person }, params.maintenance, body),
});
