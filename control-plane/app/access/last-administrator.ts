import { permissionNames } from "@novacron/protocol/domain/permissions";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { UserRow } from "../../ports/state-store.ts";
import type { AccessModel } from "./access-model.ts";

/**
 * Whether somebody holds everything everywhere by a local account of its own: a role through a group or by
 * the login provider may vanish with them.
 */
export function isAdministrator(model: AccessModel, user: UserRow): boolean {
  if (user.source !== "local" || user.disabled || user.passwordHash === null) return false;
  const own = model
    .grantsOf(user)
    .filter((one) => one.scope.kind === "everything" && one.group === null);
  return permissionNames.every((name) => own.some((one) => one.permissions.includes(name)));
}

/** Throws where a change would leave nobody who can undo it. `model` and `users` are as after the change. */
export function mustKeepAdministrator(
  model: AccessModel,
  users: readonly UserRow[],
  attempted: string,
): void {
  if (users.some((user) => isAdministrator(model, user))) return;
  throw new NovaError("LAST_ADMINISTRATOR", attempted);
}
