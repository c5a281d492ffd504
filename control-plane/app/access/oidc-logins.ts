import { loginName } from "@novacron/protocol/domain/access";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { LoginFlow, LoginProvider, ProvenIdentity } from "../../ports/login-provider.ts";
import type { StateTx, UserRow } from "../../ports/state-store.ts";
import type { OpenedSession } from "../control-plane.ts";
import { accessEntry } from "../record/access-entries.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import { type AccessPorts, accessLimits } from "./access-ports.ts";
import type { Logins } from "./logins.ts";
import { mustBeFree, newUser } from "./user-rows.ts";

/** A login at the provider takes minutes; what is older has to begin anew. */
const flowMs = 10 * 60_000;
const flowsAtOnce = 5_000;
const attempted = "log in by the login provider";

/**
 * Logins by a login provider. What a browser began with stays with us under a secret that only this browser
 * has, and is good once: an answer that belongs to no login of the same browser is refused.
 */
export class OidcLogins {
  readonly #ports: AccessPorts;
  readonly #logins: Logins;
  readonly #provider: LoginProvider | null;
  readonly #flows = new BoundedMap<string, LoginFlow & { readonly untilMs: number }>(flowsAtOnce);

  constructor(ports: AccessPorts, logins: Logins, provider: LoginProvider | null) {
    this.#ports = ports;
    this.#logins = logins;
    this.#provider = provider;
  }

  /** How the console names it; null where none is set up. */
  label(): string | null {
    return this.#provider?.label ?? null;
  }

  /** Where the browser is to go, and the secret that it keeps meanwhile. */
  async begin(): Promise<{ readonly url: string; readonly secret: string }> {
    const { secrets, clock } = this.#ports;
    const { url, flow } = await this.#known().begin();
    const secret = secrets.make();
    const untilMs = clock.monotonicMs() + flowMs;
    this.#flows.set(secrets.digest(secret), { ...flow, untilMs });
    return { url, secret };
  }

  async finish(
    secret: string | null,
    answer: string,
    from: { readonly address: string; readonly browser: string },
  ): Promise<OpenedSession> {
    const provider = this.#known();
    const identity = await provider.finish(answer, this.#take(secret));
    const { committer, clock } = this.#ports;
    return committer.runWith(async (draft, tx) => {
      const user = await this.#userOf(tx, identity);
      await tx.putUser(user);
      const opened = await this.#logins.open(tx, user, from);
      const sentence = `${user.name} logged in from ${from.address} by ${provider.label}`;
      draft.record(accessEntry({ at: clock.now(), actor: user.name, sentence }));
      draft.after(() => this.#ports.proofs.forget([user.id]));
      return opened;
    });
  }

  #known(): LoginProvider {
    if (this.#provider === null) throw new NovaError("NOT_FOUND", attempted);
    return this.#provider;
  }

  #take(secret: string | null): LoginFlow {
    const { secrets, clock } = this.#ports;
    const key = secret === null ? null : secrets.digest(secret);
    const flow = key === null ? undefined : this.#flows.get(key);
    if (key !== null) this.#flows.delete(key);
    if (flow === undefined || flow.untilMs <= clock.monotonicMs()) {
      throw new NovaError("OIDC_REFUSED", attempted);
    }
    return flow;
  }

  /**
   * The account of this person, told by issuer and subject alone: a name or an address of e-mail can be
   * changed at the provider, so neither ever leads to an account that exists.
   */
  async #userOf(tx: StateTx, identity: ProvenIdentity): Promise<UserRow> {
    const { issuer, subject, groups } = identity;
    const users = await tx.users();
    const known = users.find((row) => row.oidc?.issuer === issuer && row.oidc.subject === subject);
    const user = known ?? this.#newUser(users, identity);
    if (user.disabled) {
      throw new NovaError("OIDC_REFUSED", attempted, { next: "The account is disabled here" });
    }
    const fullName = identity.fullName?.replace(/\p{Cc}/gu, "") ?? user.fullName;
    const present = { ...user, groups, fullName };
    if (this.#ports.model.grantsOf(present).length === 0) {
      const details = { groups: groups.slice(0, 20) };
      const next = "Ask an administrator to give you, or one of your groups, a role";
      throw new NovaError("FORBIDDEN", attempted, { details, next });
    }
    return present;
  }

  #newUser(users: readonly UserRow[], { issuer, subject, name }: ProvenIdentity): UserRow {
    const { clock, ids } = this.#ports;
    if (users.length >= accessLimits.people) throw new NovaError("OVERLOADED", attempted);
    const wanted = loginName.safeParse(plainName(name ?? ""));
    if (!wanted.success) {
      const next =
        "The provider gives no name that can be a login name; see NOVACRON_OIDC_NAME_CLAIM";
      throw new NovaError("OIDC_REFUSED", attempted, { next });
    }
    mustBeFree(users, wanted.data, { id: null, attempted });
    const made = { id: ids.uuid(), name: wanted.data, createdAt: clock.now(), passwordHash: null };
    return newUser({ ...made, source: "oidc", oidc: { issuer, subject } });
  }
}

/** `Anna.Smith@example.org` to `anna.smith`. */
function plainName(name: string): string {
  const [local = ""] = name.toLowerCase().split("@");
  return local
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[._-]+/, "")
    .slice(0, 64);
}
