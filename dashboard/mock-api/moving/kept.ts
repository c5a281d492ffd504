import { defaultMoveLimits, type MoveLimits } from "@novacron/protocol/domain/move-limits";
import type { MovePolicy } from "@novacron/protocol/domain/move-policy";
import type { MockFleet } from "../fleet.ts";

interface MockMoves {
  limits: MoveLimits;
  readonly policies: Map<string, MovePolicy>;
}

const kept = new WeakMap<MockFleet, MockMoves>();

/** What a person set about moves in this fleet of the mock. */
export function movesOf(fleet: MockFleet): MockMoves {
  const known = kept.get(fleet);
  if (known !== undefined) return known;
  const made = { limits: defaultMoveLimits, policies: new Map<string, MovePolicy>() };
  kept.set(fleet, made);
  return made;
}
