import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { HandlersOf } from "../handler.ts";

type Names =
  | "moveTargets"
  | "checkMove"
  | "movePolicy"
  | "setMovePolicy"
  | "adjustMove"
  | "moves"
  | "setMoveLimits"
  | "movesRecorded"
  | "calibration";

function notYet(what: string): never {
  throw new NovaError("NOT_READY", what);
}

export const moveHandlers: HandlersOf<Names> = (app) => ({
  moveTargets: ({ person, params }) => {
    app.seenBy(person).machine(params.machine);
    return notYet("moveTargets");
  },
  checkMove: ({ person, params }) => {
    app.seenBy(person).machine(params.machine);
    return notYet("checkMove");
  },
  movePolicy: ({ person, params }) => {
    app.seenBy(person).machine(params.machine);
    return notYet("movePolicy");
  },
  setMovePolicy: ({ person, params }) => {
    app.seenBy(person).machine(params.machine);
    return notYet("setMovePolicy");
  },
  adjustMove: () => notYet("adjustMove"),
  moves: () => notYet("moves"),
  setMoveLimits: () => notYet("setMoveLimits"),
  movesRecorded: () => notYet("movesRecorded"),
  calibration: () => notYet("calibration"),
});
