import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { StateTx, UserRow } from "../../ports/state-store.ts";

/** A new local account; what is not given is as it begins. */
export function newUser(
  given: Pick<UserRow, "id" | "name" | "createdAt" | "passwordHash"> & Partial<UserRow>,
): UserRow {
  return {
    fullName: "",
    source: "local",
    disabled: false,
    mustChangePassword: false,
    totp: null,
    pendingTotp: null,
    recovery: [],
    groups: [],
    oidc: null,
    formerNames: [],
    lastLoginAt: null,
    ...given,
  };
}

export async function userById(tx: StateTx, id: string, attempted: string): Promise<UserRow> {
  const user = (await tx.users()).find((row) => row.id === id);
  if (user === undefined) throw new NovaError("NOT_FOUND", attempted);
  return user;
}

/** A name that another has or had stays that one's: the record and the audit log speak of it. */
export function mustBeFree(
  users: readonly UserRow[],
  name: string,
  of: { readonly id: string | null; readonly attempted: string },
): void {
  const taken = users.find(
    (row) => row.id !== of.id && (row.name === name || row.formerNames.includes(name)),
  );
  if (taken === undefined) return;
  const next =
    taken.name === name
      ? "Choose another name"
      : "Choose another name: the record speaks of somebody who had this one";
  throw new NovaError("CONFLICT", of.attempted, { next });
}
