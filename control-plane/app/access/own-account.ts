import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Person } from "@novacron/protocol/http/session";
import type { UserRow } from "../../ports/state-store.ts";
import { accessEntry } from "../record/access-entries.ts";
import type { AccessPorts } from "./access-ports.ts";
import {
  confirmApp,
  newAppSecret,
  newRecoveryCodes,
  spendCode,
  totpPurpose,
} from "./second-factor.ts";
import { otpauthUri } from "./totp.ts";
import { userById } from "./user-rows.ts";

/** An app that was not confirmed in this time has to be set up anew. */
const pendingMs = 15 * 60_000;

/** What people do with their own account: password and second factor, each time with the password. */
export class OwnAccount {
  readonly #ports: AccessPorts;

  constructor(ports: AccessPorts) {
    this.#ports = ports;
  }

  async changePassword(
    person: Person,
    passwords: { readonly current: string; readonly new: string },
    secret: string | null,
  ): Promise<void> {
    const attempted = `change the password of ${person.name}`;
    if (passwords.current === passwords.new) {
      throw new NovaError("CONFLICT", attempted, { next: "Choose a password that differs" });
    }
    const proven = await this.#prove(person, passwords.current, attempted);
    const { hasher, secrets, proofs } = this.#ports;
    const passwordHash = await hasher.hash(passwords.new);
    await this.#change(proven, attempted, {
      sentence: `${person.name} changed the own password; other sessions ended`,
      to: (user) => ({ ...user, passwordHash, mustChangePassword: false }),
      endOthers: secret === null ? "all" : secrets.digest(secret),
    });
    proofs.forget([person.id]);
  }

  async beginSecondFactor(person: Person, password: string) {
    const { clock, secrets, sealing } = this.#ports;
    const attempted = `set up a second factor of ${person.name}`;
    const proven = await this.#prove(person, password, attempted);
    const secret = newAppSecret(secrets);
    const sealed = sealing.seal(totpPurpose(person.id), secret);
    await this.#change(proven, attempted, {
      sentence: `${person.name} began to set up a second factor`,
      to: (user) => {
        if (user.totp !== null) {
          const next = "Remove the present second factor first";
          throw new NovaError("CONFLICT", attempted, { next });
        }
        return { ...user, pendingTotp: { secret: sealed, at: clock.now() } };
      },
    });
    return { secret, uri: otpauthUri(secret, person.name) };
  }

  async confirmSecondFactor(person: Person, code: string) {
    const { clock, secrets, sealing, throttle, proofs } = this.#ports;
    const attempted = `confirm the second factor of ${person.name}`;
    throttle.beginCode(attempted, person.id);
    const codes = newRecoveryCodes(secrets);
    await this.#change({ id: person.id }, attempted, {
      sentence: `${person.name} set up a second factor`,
      to: (user) => {
        const nowMs = clock.now();
        const { pendingTotp } = user;
        if (pendingTotp === null || nowMs - pendingTotp.at > pendingMs) {
          throw new NovaError("CONFLICT", attempted, { next: "Begin the set-up anew" });
        }
        const confirmed = confirmApp(user, code, { secrets, sealing, nowMs });
        if (confirmed === null) throw new NovaError("SECOND_FACTOR_WRONG", attempted);
        return { ...confirmed, recovery: codes.kept };
      },
    });
    throttle.codeSucceeded(person.id);
    proofs.forget([person.id]);
    return { recoveryCodes: codes.shown };
  }

  async newRecoveryCodes(person: Person, given: { password: string; code: string }) {
    const codes = newRecoveryCodes(this.#ports.secrets);
    await this.#withCode(person, given, {
      attempted: `make recovery codes of ${person.name}`,
      sentence: `${person.name} made new recovery codes; the old ones are void`,
      to: (user) => ({ ...user, recovery: codes.kept }),
    });
    return { recoveryCodes: codes.shown };
  }

  async removeSecondFactor(person: Person, given: { password: string; code: string }) {
    await this.#withCode(person, given, {
      attempted: `remove the second factor of ${person.name}`,
      sentence: `${person.name} removed the own second factor`,
      to: (user) => ({ ...user, totp: null, pendingTotp: null, recovery: [] }),
    });
    this.#ports.proofs.forget([person.id]);
  }

  async #withCode(
    person: Person,
    given: { readonly password: string; readonly code: string },
    change: {
      readonly attempted: string;
      readonly sentence: string;
      readonly to: (user: UserRow) => UserRow;
    },
  ): Promise<void> {
    const { clock, secrets, sealing, throttle } = this.#ports;
    const { attempted, sentence } = change;
    const proven = await this.#prove(person, given.password, attempted);
    throttle.beginCode(attempted, person.id);
    await this.#change(proven, attempted, {
      sentence,
      to: (user) => {
        if (user.totp === null) throw new NovaError("CONFLICT", attempted);
        const spent = spendCode(user, given.code, { secrets, sealing, nowMs: clock.now() });
        if (spent === null) throw new NovaError("SECOND_FACTOR_WRONG", attempted);
        return change.to(spent);
      },
    });
    throttle.codeSucceeded(person.id);
  }

  async #change(
    of: { readonly id: string; readonly passwordHash?: string | null },
    attempted: string,
    change: {
      readonly sentence: string;
      readonly to: (user: UserRow) => UserRow;
      /** Hash of the session that stays, or all of them end. */
      readonly endOthers?: string;
    },
  ): Promise<void> {
    const { committer, clock, secrets } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const user = await userById(tx, of.id, attempted);
      const isSame = secrets.same(user.passwordHash ?? "", of.passwordHash ?? "");
      if (of.passwordHash !== undefined && !isSame) {
        throw new NovaError("BAD_CREDENTIALS", attempted);
      }
      const changed = change.to(user);
      await tx.putUser(changed);
      if (change.endOthers === "all") await tx.deleteSessionsOf(user.id);
      else if (change.endOthers !== undefined) await tx.deleteSessionsOf(user.id, change.endOthers);
      const { sentence } = change;
      draft.record(accessEntry({ at: clock.now(), actor: user.name, sentence }));
    });
  }

  /** An open session does not prove who sits there now; the password does. */
  async #prove(person: Person, password: string, attempted: string): Promise<UserRow> {
    const { committer, hasher, throttle } = this.#ports;
    const key = `person ${person.id}`;
    throttle.beginTry(attempted, person.name, key);
    const user = await committer.runWith((_draft, tx) => userById(tx, person.id, attempted));
    if (user.passwordHash === null) {
      const next = "The login provider keeps password and second factor of this account";
      throw new NovaError("CONFLICT", attempted, { next });
    }
    if (!(await hasher.verify(user.passwordHash, password))) {
      throw new NovaError("BAD_CREDENTIALS", attempted);
    }
    throttle.succeeded(person.name, key);
    return user;
  }
}
