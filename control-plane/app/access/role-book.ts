import { mayGive } from "@novacron/protocol/domain/may";
import {
  isBuiltInRole,
  type Permission,
  permissionNames,
  permissions,
} from "@novacron/protocol/domain/permissions";
import { scopeText } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type {
  addBindingRoute,
  BindingView,
  putRoleRoute,
  RoleView,
} from "@novacron/protocol/http/roles";
import type { BodyOf } from "@novacron/protocol/http/route";
import type { Person } from "@novacron/protocol/http/session";
import type { BindingRow } from "../../ports/access-tables.ts";
import type { StateTx, UserRow } from "../../ports/state-store.ts";
import type { Draft } from "../inventory/draft.ts";
import { refusal } from "../operations/admission.ts";
import { accessEntry } from "../record/access-entries.ts";
import type { AccessModel } from "./access-model.ts";
import { type AccessPorts, accessLimits } from "./access-ports.ts";
import { mustKeepAdministrator } from "./last-administrator.ts";

/** Roles made of permissions, and who has which where. Nobody gives what they do not hold themselves. */
export class RoleBook {
  readonly #ports: AccessPorts;

  constructor(ports: AccessPorts) {
    this.#ports = ports;
  }

  roles() {
    const all = permissionNames.map((name) => ({ name, ...permissions[name] }));
    return { items: this.#ports.model.roles(), permissions: all };
  }

  async putRole(by: Person, name: string, wanted: BodyOf<typeof putRoleRoute>): Promise<RoleView> {
    const attempted = `change the role ${name}`;
    if (isBuiltInRole(name)) {
      throw new NovaError("CONFLICT", attempted, { next: "Built-in roles stay; make another one" });
    }
    const row = { name, ...wanted, permissions: [...new Set(wanted.permissions)] };
    const { committer, model, proofs } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      this.#mustHold(by, row.permissions, attempted);
      const before = (await tx.access.roles()).find((one) => one.name === name);
      if (before === undefined && (await tx.access.roles()).length >= accessLimits.roles) {
        throw new NovaError("CONFLICT", attempted, { details: { limit: accessLimits.roles } });
      }
      // Who takes a permission away must hold it too, or a lesser manager could disarm a greater one.
      this.#mustHold(by, before?.permissions ?? [], attempted);
      await tx.access.putRole(row);
      await this.#mustKeep(tx, attempted);
      const users = (await tx.users()).map((user) => user.id);
      const held = row.permissions.join(", ");
      this.#say(
        draft,
        by,
        `${before === undefined ? "made" : "changed"} the role ${name}: ${held}`,
      );
      draft.after(() => {
        model.putRole(row);
        proofs.forget(users);
      });
    });
    return this.#view(name, attempted);
  }

  async deleteRole(by: Person, name: string): Promise<void> {
    const attempted = `delete the role ${name}`;
    const { committer, model, proofs } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const row = (await tx.access.roles()).find((one) => one.name === name);
      if (row === undefined) throw new NovaError("NOT_FOUND", attempted);
      this.#mustHold(by, row.permissions, attempted);
      const used = model.bindings().filter((one) => one.role === name).length;
      if (used > 0) {
        const next = "Take it away from everybody first";
        throw new NovaError("CONFLICT", attempted, { details: { bindings: used }, next });
      }
      await tx.access.deleteRole(name);
      this.#say(draft, by, `deleted the role ${name}`);
      draft.after(() => {
        model.dropRole(name);
        proofs.forget([]);
      });
    });
  }

  async bindings(): Promise<readonly BindingView[]> {
    const users = await this.#ports.committer.runWith((_draft, tx) => tx.users());
    return this.#ports.model.bindings().map((row) => this.#bindingView(row, users));
  }

  async bind(by: Person, wanted: BodyOf<typeof addBindingRoute>): Promise<BindingView> {
    const { committer, model, proofs, ids, clock } = this.#ports;
    const { subject, role, scope } = wanted;
    const attempted = `give the role ${role} for ${scopeText(scope)}`;
    return committer.runWith(async (draft, tx) => {
      const held = model.role(role);
      if (held === null)
        throw new NovaError("NOT_FOUND", attempted, { next: "See GET /api/v1/roles" });
      const obstacles = mayGive(by, held.permissions, scope);
      if (obstacles.length > 0) throw refusal(attempted, obstacles);
      const users = await tx.users();
      if (subject.kind === "person" && !users.some((user) => user.id === subject.person)) {
        throw new NovaError("NOT_FOUND", `${attempted} to ${subject.person}`);
      }
      const own = await tx.access.bindings();
      if (own.some((one) => isSame(one, wanted))) {
        throw new NovaError("CONFLICT", attempted, { next: "It is given already" });
      }
      if (own.length >= accessLimits.bindings) {
        throw new NovaError("CONFLICT", attempted, { details: { limit: accessLimits.bindings } });
      }
      const made = { id: ids.uuid(), subject, role, scope };
      const row: BindingRow = { ...made, createdAt: clock.now(), createdBy: by.name };
      await tx.access.putBinding(row);
      const view = this.#bindingView(row, users);
      this.#say(draft, by, `gave ${view.subjectName} the role ${role} for ${scopeText(scope)}`);
      draft.after(() => {
        model.putBinding(row);
        proofs.forget(concerned(row, users));
      });
      return view;
    });
  }

  async unbind(by: Person, id: string): Promise<void> {
    const { committer, model, proofs } = this.#ports;
    const attempted = `take away the binding ${id}`;
    await committer.runWith(async (draft, tx) => {
      const row = (await tx.access.bindings()).find((one) => one.id === id);
      if (row === undefined) {
        const next = model.isFixed(id) ? "It stands in the settings; change it there" : undefined;
        throw new NovaError("NOT_FOUND", attempted, next === undefined ? {} : { next });
      }
      const obstacles = mayGive(by, model.role(row.role)?.permissions ?? [], row.scope);
      if (obstacles.length > 0) throw refusal(attempted, obstacles);
      await tx.access.deleteBinding(id);
      await this.#mustKeep(tx, attempted);
      const users = await tx.users();
      const { subjectName } = this.#bindingView(row, users);
      this.#say(draft, by, `took the role ${row.role} from ${subjectName}`);
      draft.after(() => {
        model.dropBinding(id);
        proofs.forget(concerned(row, users));
      });
    });
  }

  #mustHold(by: Person, wanted: readonly Permission[], attempted: string): void {
    const obstacles = mayGive(by, wanted, { kind: "everything" });
    if (obstacles.length > 0) throw refusal(attempted, obstacles);
  }

  /** Judged on the transaction's own rows: on what is about to be. */
  async #mustKeep(tx: StateTx, attempted: string): Promise<void> {
    const after: AccessModel = this.#ports.model.copy();
    await after.load(tx);
    mustKeepAdministrator(after, await tx.users(), attempted);
  }

  #view(name: string, attempted: string): RoleView {
    const view = this.#ports.model.role(name);
    if (view === null) throw new NovaError("NOT_FOUND", attempted);
    return view;
  }

  #bindingView(row: BindingRow, users: readonly UserRow[]): BindingView {
    const { subject } = row;
    const subjectName =
      subject.kind === "group"
        ? subject.group
        : (users.find((user) => user.id === subject.person)?.name ?? subject.person);
    return { ...row, subjectName, fixed: this.#ports.model.isFixed(row.id) };
  }

  #say(draft: Draft, by: Person, what: string): void {
    const at = this.#ports.clock.now();
    draft.record(accessEntry({ at, actor: by.name, sentence: `${by.name} ${what}` }));
  }
}

function isSame(row: BindingRow, wanted: BodyOf<typeof addBindingRoute>): boolean {
  const of = (one: Pick<BindingRow, "subject" | "role" | "scope">) =>
    JSON.stringify([
      Object.entries(one.subject).sort(),
      one.role,
      Object.entries(one.scope).sort(),
    ]);
  return of(row) === of(wanted);
}

function concerned(row: BindingRow, users: readonly UserRow[]): string[] {
  const { subject } = row;
  return subject.kind === "person"
    ? [subject.person]
    : users.filter((user) => user.groups.includes(subject.group)).map((user) => user.id);
}
