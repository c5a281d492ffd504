import { userId } from "@novacron/protocol/domain/ids";
import type { Duty, Grant, Holder, Limit } from "@novacron/protocol/domain/may";
import {
  builtInRoles,
  isBuiltInRole,
  type Permission,
  permissionNames,
  roles,
} from "@novacron/protocol/domain/permissions";
import { everything } from "@novacron/protocol/domain/scope";
import type { RoleView } from "@novacron/protocol/http/roles";
import type { Person } from "@novacron/protocol/http/session";
import type { BindingRow, RoleRow } from "../../ports/access-tables.ts";
import type { StateTx, TokenRow, UserRow } from "../../ports/state-store.ts";

/** Titles of the built-in roles. */
const titles = {
  viewer: "May look at everything but people, secrets and the audit log",
  operator: "May work with machines too",
  administrator: "May do everything",
} as const;

/** What is given besides the store's own bindings. */
export interface AccessSettings {
  /** Roles whose people need a second factor. */
  readonly secondFactorRoles: readonly string[];
  /** Roles of groups of the login provider, from the settings. */
  readonly groupRoles: readonly { readonly group: string; readonly role: string }[];
}

/** Roles and bindings in memory: every request is judged by them. Changed only after a commit. */
export class AccessModel {
  readonly #settings: AccessSettings;
  readonly #fixed: readonly BindingRow[];
  #roles = new Map<string, RoleRow>();
  #bindings = new Map<string, BindingRow>();

  constructor(settings: AccessSettings) {
    this.#settings = settings;
    this.#fixed = settings.groupRoles.map(({ group, role }, index) => ({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
      subject: { kind: "group", group },
      role,
      scope: everything,
      createdAt: 0,
      createdBy: "settings",
    }));
  }

  async load(tx: StateTx): Promise<void> {
    this.#roles = new Map((await tx.access.roles()).map((row) => [row.name, row]));
    this.#bindings = new Map((await tx.access.bindings()).map((row) => [row.id, row]));
  }

  /** With the same settings, to be filled from the store. */
  copy(): AccessModel {
    return new AccessModel(this.#settings);
  }

  role(name: string): RoleView | null {
    if (isBuiltInRole(name)) {
      const permissions = [...builtInRoles[name]];
      const secondFactor = this.#settings.secondFactorRoles.includes(name);
      return { name, title: titles[name], permissions, secondFactor, builtIn: true };
    }
    const row = this.#roles.get(name);
    if (row === undefined) return null;
    const secondFactor = row.secondFactor || this.#settings.secondFactorRoles.includes(name);
    return { ...row, permissions: [...row.permissions], secondFactor, builtIn: false };
  }

  roles(): readonly RoleView[] {
    return [...roles, ...this.#roles.keys()].flatMap((name) => this.role(name) ?? []);
  }

  bindings(): readonly BindingRow[] {
    return [...this.#bindings.values(), ...this.#fixed];
  }

  isFixed(id: string): boolean {
    return this.#fixed.some((one) => one.id === id);
  }

  putRole(row: RoleRow): void {
    this.#roles.set(row.name, row);
  }

  dropRole(name: string): void {
    this.#roles.delete(name);
  }

  putBinding(row: BindingRow): void {
    this.#bindings.set(row.id, row);
  }

  dropBinding(id: string): void {
    this.#bindings.delete(id);
  }

  grantsOf(user: UserRow): Grant[] {
    return this.bindings().flatMap((row) => {
      const role = this.role(row.role);
      if (role === null || !isOf(row, user)) return [];
      const group = row.subject.kind === "group" ? row.subject.group : null;
      return [{ role: role.name, permissions: role.permissions, scope: row.scope, group }];
    });
  }

  /** The most that a token may do: its own bounds and those of the tokens it was made with. */
  limitsOf(token: TokenRow, tokens: readonly TokenRow[]): Limit[] {
    const limits: Limit[] = [];
    let at: TokenRow = token;
    for (let depth = 0; depth <= tokens.length; depth += 1) {
      const { role, scope, parent }: TokenRow = at;
      limits.push({ permissions: this.#permissionsOf(role), scope });
      if (parent === null) return limits;
      const above = tokens.find((row) => row.id === parent);
      if (above === undefined) break;
      at = above;
    }
    // What it was made with is gone: nothing bounds it any more, so it may nothing.
    return [{ permissions: [], scope: everything }];
  }

  /** `token`: of this person, where it is what speaks for them; with all that there are. */
  personOf(user: UserRow, token: TokenRow | null = null, all: readonly TokenRow[] = []): Person {
    const grants = this.grantsOf(user);
    const role = [...new Set(grants.map((one) => one.role))].join(", ");
    return {
      id: userId.parse(user.id),
      name: user.name,
      role,
      via: token === null ? "session" : "token",
      token: token?.id ?? null,
      tokenExpiresAt: token?.expiresAt ?? null,
      source: user.source,
      secondFactor: user.totp !== null,
      grants,
      limits: token === null ? [] : this.limitsOf(token, all),
      duties: this.#dutiesOf(user, grants),
    };
  }

  /** A role that is gone gives nothing; no role at all means as much as the person may. */
  #permissionsOf(name: string | null): Permission[] {
    return name === null ? [...permissionNames] : (this.role(name)?.permissions ?? []);
  }

  /** What a login provider asks of its people is its own matter. */
  #dutiesOf(user: UserRow, grants: readonly Grant[]): Duty[] {
    if (user.source !== "local") return [];
    const duties: Duty[] = user.mustChangePassword ? ["change-password"] : [];
    const isAsked = grants.some((one) => this.role(one.role)?.secondFactor === true);
    if (isAsked && user.totp === null) duties.push("enrol-second-factor");
    return duties;
  }
}

/** Whether the same person may the same things as before. */
export function isSameHolder(one: Holder, other: Holder): boolean {
  const of = ({ grants, limits, duties }: Holder) => JSON.stringify([grants, limits, duties]);
  return of(one) === of(other);
}

function isOf(row: BindingRow, user: UserRow): boolean {
  return row.subject.kind === "person"
    ? row.subject.person === user.id
    : user.groups.includes(row.subject.group);
}
