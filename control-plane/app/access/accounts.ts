import { userId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Account, addPersonRoute, changePersonRoute } from "@novacron/protocol/http/people";
import type { BodyOf } from "@novacron/protocol/http/route";
import type { Person } from "@novacron/protocol/http/session";
import type { StateTx, UserRow } from "../../ports/state-store.ts";
import type { Draft } from "../inventory/draft.ts";
import { accessEntry } from "../record/access-entries.ts";
import { type AccessPorts, accessLimits } from "./access-ports.ts";
import { mustKeepAdministrator } from "./last-administrator.ts";
import { mustOutrank } from "./outrank.ts";
import { mustBeFree, newUser, userById } from "./user-rows.ts";

/** What people who may manage people do with accounts. */
export class Accounts {
  readonly #ports: AccessPorts;

  constructor(ports: AccessPorts) {
    this.#ports = ports;
  }

  list(): Promise<readonly Account[]> {
    return this.#ports.committer.runWith(async (_draft, tx) => {
      const [sessions, tokens] = [await tx.access.sessions(), await tx.tokens()];
      const countOf = (rows: readonly { readonly user: string }[], id: string) =>
        rows.filter((row) => row.user === id).length;
      return (await tx.users()).map((user) =>
        this.#view(user, {
          sessions: countOf(sessions, user.id),
          tokens: countOf(tokens, user.id),
        }),
      );
    });
  }

  /** By id or by name. */
  show(idOrName: string): Promise<Account> {
    return this.#ports.committer.runWith(async (_draft, tx) => {
      const users = await tx.users();
      const user = users.find((row) => row.id === idOrName || row.name === idOrName);
      if (user === undefined) throw new NovaError("NOT_FOUND", `find the account ${idOrName}`);
      return this.#counted(tx, user);
    });
  }

  async add(by: Person, wanted: BodyOf<typeof addPersonRoute>) {
    const { clock, ids, hasher } = this.#ports;
    const { name, fullName, mustChangePassword, groups } = wanted;
    const attempted = `make the account ${name}`;
    const given = this.#passwordOr(wanted.password);
    const passwordHash = await hasher.hash(given.password);
    const account = await this.#ports.committer.runWith(async (draft, tx) => {
      const users = await tx.users();
      mustBeFree(users, name, { id: null, attempted });
      if (users.length >= accessLimits.people) {
        throw new NovaError("CONFLICT", attempted, { details: { limit: accessLimits.people } });
      }
      const made = { id: ids.uuid(), name, createdAt: clock.now(), passwordHash };
      const user = newUser({ ...made, fullName, mustChangePassword, groups: [...new Set(groups)] });
      mustOutrank(this.#ports.model, by, user, attempted);
      await tx.putUser(user);
      this.#say(draft, by, `made the account ${name}`);
      return this.#counted(tx, user);
    });
    return { ...account, password: given.shown };
  }

  async change(by: Person, id: string, wanted: BodyOf<typeof changePersonRoute>): Promise<Account> {
    const attempted = `change the account ${id}`;
    return this.#ports.committer.runWith(async (draft, tx) => {
      const user = await userById(tx, id, attempted);
      const { model, proofs } = this.#ports;
      mustOutrank(model, by, user, attempted);
      const changed = changedUser(user, wanted);
      mustBeFree(await tx.users(), changed.name, { id, attempted });
      // Groups bring roles: nobody gives by a group what they could not give by a binding.
      mustOutrank(model, by, changed, attempted);
      mustNotBarOneself(by, user, changed, attempted);
      await tx.putUser(changed);
      mustKeepAdministrator(model, await tx.users(), attempted);
      if (changed.disabled) await tx.deleteSessionsOf(id);
      this.#say(draft, by, `changed the account ${user.name}: ${changesText(user, changed)}`);
      draft.after(() => proofs.forget([id]));
      return this.#counted(tx, changed);
    });
  }

  /** Sessions end, and what its tokens may stays: they are revoked apart. */
  async resetPassword(by: Person, id: string, password: string | undefined) {
    const attempted = `reset the password of ${id}`;
    const given = this.#passwordOr(password);
    const passwordHash = await this.#ports.hasher.hash(given.password);
    await this.#reset(by, id, attempted, (user) => {
      if (user.source !== "local") {
        throw new NovaError("CONFLICT", attempted, {
          next: "The login provider keeps the password of this account",
        });
      }
      return {
        to: { ...user, passwordHash, mustChangePassword: true },
        said: `reset the password of ${user.name}`,
      };
    });
    return { password: given.shown };
  }

  async resetSecondFactor(by: Person, id: string): Promise<void> {
    await this.#reset(by, id, `reset the second factor of ${id}`, (user) => ({
      to: { ...user, totp: null, pendingTotp: null, recovery: [] },
      said: `removed the second factor of ${user.name}`,
    }));
  }

  async #reset(
    by: Person,
    id: string,
    attempted: string,
    change: (user: UserRow) => { readonly to: UserRow; readonly said: string },
  ): Promise<void> {
    if (by.id === id) {
      const next = "Change your own in your settings, where the present password is asked";
      throw new NovaError("CONFLICT", attempted, { next });
    }
    const { committer, proofs, model } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const user = await userById(tx, id, attempted);
      mustOutrank(model, by, user, attempted);
      const { to, said } = change(user);
      await tx.putUser(to);
      await tx.deleteSessionsOf(id);
      this.#say(draft, by, said);
      draft.after(() => proofs.forget([id]));
    });
  }

  #passwordOr(given: string | undefined): {
    readonly password: string;
    readonly shown: string | null;
  } {
    if (given !== undefined) return { password: given, shown: null };
    const made = this.#ports.secrets.make().slice(0, 20);
    return { password: made, shown: made };
  }

  async #counted(tx: StateTx, user: UserRow): Promise<Account> {
    const sessions = await tx.access.sessions(user.id);
    const tokens = await tx.tokens(user.id);
    return this.#view(user, { sessions: sessions.length, tokens: tokens.length });
  }

  #view(user: UserRow, counts: { readonly sessions: number; readonly tokens: number }): Account {
    const { name, fullName, source, disabled, mustChangePassword, createdAt, lastLoginAt } = user;
    return {
      id: userId.parse(user.id),
      name,
      fullName,
      source,
      disabled,
      mustChangePassword,
      secondFactor: user.totp !== null,
      recoveryCodes: user.recovery.length,
      groups: [...user.groups],
      grants: this.#ports.model.grantsOf(user),
      createdAt,
      lastLoginAt,
      ...counts,
    };
  }

  #say(draft: Draft, by: Person, what: string): void {
    const at = this.#ports.clock.now();
    draft.record(accessEntry({ at, actor: by.name, sentence: `${by.name} ${what}` }));
  }
}

function changedUser(user: UserRow, wanted: BodyOf<typeof changePersonRoute>): UserRow {
  const name = wanted.name ?? user.name;
  const formerNames = name === user.name ? user.formerNames : [...user.formerNames, user.name];
  return {
    ...user,
    name,
    formerNames: [...new Set(formerNames)].filter((one) => one !== name),
    fullName: wanted.fullName ?? user.fullName,
    disabled: wanted.disabled ?? user.disabled,
    groups: wanted.groups === undefined ? user.groups : [...new Set(wanted.groups)],
  };
}

function mustNotBarOneself(by: Person, user: UserRow, changed: UserRow, attempted: string): void {
  if (by.id !== user.id || !changed.disabled) return;
  throw new NovaError("CONFLICT", attempted, { next: "Let another administrator disable you" });
}

function changesText(before: UserRow, after: UserRow): string {
  const said: string[] = [];
  if (before.name !== after.name) said.push(`renamed to ${after.name}`);
  if (before.fullName !== after.fullName) said.push("full name");
  if (before.disabled !== after.disabled) said.push(after.disabled ? "disabled" : "enabled");
  if (before.groups.join() !== after.groups.join()) {
    said.push(`groups ${after.groups.join(", ") || "none"}`);
  }
  return said.join(", ") || "nothing";
}
