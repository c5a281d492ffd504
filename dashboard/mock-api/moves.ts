import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Handlers } from "./handlers.ts";

function notYet(what: string): never {
  throw new NovaError("NOT_READY", what);
}

export const moveHandlers = {
  placement: () => notYet("placement"),
  setPlacement: () => notYet("setPlacement"),
  putPlacementRule: () => notYet("putPlacementRule"),
  deletePlacementRule: () => notYet("deletePlacementRule"),
  suggestPlacement: () => notYet("suggestPlacement"),
  suggestedPlacement: () => notYet("suggestedPlacement"),
  runPlacement: () => notYet("runPlacement"),
  whatIf: () => notYet("whatIf"),
} satisfies Partial<Handlers>;
