import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HandlersOf } from "../handler.ts";

type Names =
  | "placement"
  | "setPlacement"
  | "putPlacementRule"
  | "deletePlacementRule"
  | "suggestPlacement"
  | "suggestedPlacement"
  | "runPlacement"
  | "whatIf";

function notYet(what: string): never {
  throw new NovaError("NOT_READY", what);
}

export const placementHandlers: HandlersOf<Names> = () => ({
  placement: () => notYet("placement"),
  setPlacement: () => notYet("setPlacement"),
  putPlacementRule: () => notYet("putPlacementRule"),
  deletePlacementRule: () => notYet("deletePlacementRule"),
  suggestPlacement: () => notYet("suggestPlacement"),
  suggestedPlacement: () => notYet("suggestedPlacement"),
  runPlacement: () => notYet("runPlacement"),
  whatIf: () => notYet("whatIf"),
});
