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

export const moveHandlers: HandlersOf<Names> = ({ moves }) => ({
  moveTargets: ({ person, params }) => moves.targets(person, params.machine),
  checkMove: ({ person, params, body }) => moves.check(person, params.machine, body.options),
  movePolicy: ({ person, params }) => moves.policy(person, params.machine),
  setMovePolicy: ({ person, params, body }) => moves.setPolicy(person, params.machine, body),
  adjustMove: ({ person, params, body }) => moves.adjust(person, params.operation, body),
  moves: ({ person }) => moves.list(person),
  setMoveLimits: ({ person, body }) => moves.setLimits(person, body),
  movesRecorded: ({ person, query }) => moves.recorded(person, query),
  calibration: () => moves.calibration(),
});
