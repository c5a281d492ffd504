import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Handlers } from "./handlers.ts";

function notYet(what: string): never {
  throw new NovaError("NOT_READY", what);
}

export const moveHandlers = {
  moveTargets: () => notYet("moveTargets"),
  checkMove: () => notYet("checkMove"),
  movePolicy: () => notYet("movePolicy"),
  setMovePolicy: () => notYet("setMovePolicy"),
  adjustMove: () => notYet("adjustMove"),
  moves: () => notYet("moves"),
  setMoveLimits: () => notYet("setMoveLimits"),
  movesRecorded: () => notYet("movesRecorded"),
  calibration: () => notYet("calibration"),
  planDrain: () => notYet("planDrain"),
  startMaintenance: () => notYet("startMaintenance"),
  listMaintenance: () => notYet("listMaintenance"),
  showMaintenance: () => notYet("showMaintenance"),
  steerMaintenance: () => notYet("steerMaintenance"),
  placement: () => notYet("placement"),
  setPlacement: () => notYet("setPlacement"),
  putPlacementRule: () => notYet("putPlacementRule"),
  deletePlacementRule: () => notYet("deletePlacementRule"),
  suggestPlacement: () => notYet("suggestPlacement"),
  suggestedPlacement: () => notYet("suggestedPlacement"),
  runPlacement: () => notYet("runPlacement"),
  whatIf: () => notYet("whatIf"),
} satisfies Partial<Handlers>;
