import type { Holder } from "@novacron/protocol/domain/may";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { LoginProvider } from "../../ports/login-provider.ts";
import type { SecretBox } from "../../ports/secret-box.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { StateTx } from "../../ports/state-store.ts";
import type { Committer } from "../support/committer.ts";
import { AccessModel, type AccessSettings } from "./access-model.ts";
import { type AccessPorts, defaultSessionLimits, type SessionLimits } from "./access-ports.ts";
import { Accounts } from "./accounts.ts";
import { ApiTokens } from "./api-tokens.ts";
import { LoginThrottle } from "./login-throttle.ts";
import { Logins } from "./logins.ts";
import { OidcLogins } from "./oidc-logins.ts";
import { OwnAccount } from "./own-account.ts";
import { Proofs } from "./proofs.ts";
import { RoleBook } from "./role-book.ts";
import { Sessions } from "./sessions.ts";

export interface PeoplePorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hasher: Hasher;
  readonly secrets: Secrets;
  readonly committer: Committer;
  readonly sealing: SecretBox;
  readonly loginProvider?: LoginProvider | undefined;
  readonly access?: AccessSettings;
  readonly sessionLimits?: SessionLimits;
}

const plainAccess: AccessSettings = { secondFactorRoles: [], groupRoles: [] };

/** People, their sessions, tokens and roles. Secrets are kept as digests, or sealed. */
export class PeopleAccess {
  readonly model: AccessModel;
  readonly proofs: Proofs;
  readonly logins: Logins;
  readonly own: OwnAccount;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly tokens: ApiTokens;
  readonly roles: RoleBook;
  readonly oidc: OidcLogins;
  readonly #ports: AccessPorts;

  constructor(given: PeoplePorts) {
    const limits = given.sessionLimits ?? defaultSessionLimits;
    this.model = new AccessModel(given.access ?? plainAccess);
    this.proofs = new Proofs({ ...given, model: this.model, limits });
    const throttle = new LoginThrottle(given.clock);
    this.#ports = { ...given, model: this.model, proofs: this.proofs, throttle, limits };
    this.logins = new Logins(this.#ports);
    this.oidc = new OidcLogins(this.#ports, this.logins, given.loginProvider ?? null);
    this.own = new OwnAccount(this.#ports);
    this.accounts = new Accounts(this.#ports);
    this.sessions = new Sessions(this.#ports);
    this.tokens = new ApiTokens(this.#ports);
    this.roles = new RoleBook(this.#ports);
  }

  load(tx: StateTx): Promise<void> {
    return this.model.load(tx);
  }

  /** What somebody may do now, by themselves or by a token of theirs; null where the account or the token has ended. */
  rightsOf(name: string, token: string | null): Promise<Holder | null> {
    const { clock, committer } = this.#ports;
    return committer.runWith(async (_draft, tx) => {
      const users = await tx.users();
      const user = users.find((one) => one.name === name || one.formerNames.includes(name));
      if (user === undefined || user.disabled) return null;
      if (token === null) return this.model.personOf(user);
      const all = await tx.tokens(user.id);
      const used = all.find(({ id }) => id === token);
      if (used === undefined || (used.expiresAt ?? Infinity) <= clock.now()) return null;
      return this.model.personOf(user, used, all);
    });
  }

  async sweep(): Promise<void> {
    const { clock, committer } = this.#ports;
    await committer.runWith((_draft, tx) => tx.sweepAccess(clock.now()));
  }
}
