import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HandlersOf } from "../handler.ts";

type Names =
  | "planDrain"
  | "startMaintenance"
  | "listMaintenance"
  | "showMaintenance"
  | "steerMaintenance";

function notYet(what: string): never {
  throw new NovaError("NOT_READY", what);
}

export const maintenanceHandlers: HandlersOf<Names> = () => ({
  planDrain: () => notYet("planDrain"),
  startMaintenance: () => notYet("startMaintenance"),
  listMaintenance: () => notYet("listMaintenance"),
  showMaintenance: () => notYet("showMaintenance"),
  steerMaintenance: () => notYet("steerMaintenance"),
});
