import type { HandlersOf } from "../handler.ts";

type Names =
  | "planDrain"
  | "startMaintenance"
  | "listMaintenance"
  | "showMaintenance"
  | "steerMaintenance";

export const maintenanceHandlers: HandlersOf<Names> = ({ maintenances }) => ({
  planDrain: ({ params }) => maintenances.plan(params.host),
  startMaintenance: ({ person, body }) => maintenances.begin(person.name, body),
  listMaintenance: ({ query }) => maintenances.list(query),
  showMaintenance: ({ params }) => maintenances.show(params.maintenance),
  steerMaintenance: ({ person, params, body }) =>
    maintenances.steer(person.name, params.maintenance, body),
});
