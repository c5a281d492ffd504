import { type Holder, mayGive } from "@novacron/protocol/domain/may";
import type { UserRow } from "../../ports/state-store.ts";
import { refusal } from "../operations/admission.ts";
import type { AccessModel } from "./access-model.ts";

/**
 * Nobody gets hold of an account that may more than they may: who resets its password could log in as it.
 * Throws FORBIDDEN with what is missing.
 */
export function mustOutrank(
  model: AccessModel,
  by: Holder,
  user: UserRow,
  attempted: string,
): void {
  for (const grant of model.grantsOf(user)) {
    const obstacles = mayGive(by, grant.permissions, grant.scope);
    if (obstacles.length > 0) throw refusal(attempted, obstacles);
  }
}
