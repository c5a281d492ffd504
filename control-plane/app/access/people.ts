import { loginName, type Role, roles } from "@novacron/protocol/domain/access";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { ApiToken, Person } from "@novacron/protocol/http/session";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { StateTx, TokenRow, UserRow } from "../../ports/state-store.ts";
import type { Proof } from "../control-plane.ts";
import { accessEntry } from "../record/access-entries.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import type { Committer } from "../support/committer.ts";
import { addressLimits, nameLimits, Throttle } from "./throttle.ts";

export const accessLimits = {
  sessionMs: 24 * 3_600_000,
  tokensPerPerson: 100,
  /** A revoked proof is believed no longer than this by a cache. Revoking clears the cache at once. */
  proofCacheMs: 10_000,
  proofs: 5_000,
  /** `lastUsedAt` of a token is written at most this often. */
  usedEveryMs: 60_000,
} as const;

export interface PeoplePorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hasher: Hasher;
  readonly secrets: Secrets;
  readonly committer: Committer;
}

const userIdOf = (row: UserRow): Person["id"] => row.id as Person["id"];

/** People, their sessions and their tokens. Secrets are kept as digests only. */
export class PeopleAccess {
  readonly #ports: PeoplePorts;
  readonly #byName = new Throttle(nameLimits);
  readonly #byAddress = new Throttle(addressLimits);
  readonly #proofs = new BoundedMap<string, { proof: Proof; untilMs: number }>(accessLimits.proofs);
  readonly #used = new BoundedMap<string, number>(accessLimits.proofs);
  readonly #endListeners: ((personId: string) => void)[] = [];
  #decoyHash: string | null = null;

  constructor(ports: PeoplePorts) {
    this.#ports = ports;
  }

  /** Makes the first administrator where there is nobody; gives the password only where it made it up. */
  async ensureFirst(
    given: string | null,
  ): Promise<{ readonly name: string; readonly password: string } | null> {
    const { committer, clock, ids, hasher, secrets } = this.#ports;
    const users = await committer.runWith((_draft, tx) => tx.users());
    if (users.length > 0) return null;
    const password = given ?? secrets.make().slice(0, 20);
    const passwordHash = await hasher.hash(password);
    await committer.runWith(async (draft, tx) => {
      if ((await tx.users()).length > 0) return;
      const name = "admin";
      const createdAt = clock.now();
      await tx.putUser({ id: ids.uuid(), name, role: "administrator", passwordHash, createdAt });
      const sentence = "The first administrator, admin, was made";
      draft.record(accessEntry({ at: createdAt, actor: "novacron", sentence }));
    });
    return given === null ? { name: "admin", password } : null;
  }

  async login(name: string, password: string, address: string) {
    const { clock, secrets, committer } = this.#ports;
    const attempted = `log in as ${loginName.safeParse(name).success ? name : "(not a name)"}`;
    this.#holdBack(attempted, name, address);
    // Counted before the slow check, or a hundred tries at once would all pass the throttle.
    this.#fail(name, address);
    const user = await this.#userNamed(name);
    const hash = user?.passwordHash ?? (await this.#decoy());
    const isRight = await this.#ports.hasher.verify(hash, password);
    if (user === null || !isRight) {
      await this.#recordFailure(attempted, address);
      throw new NovaError("BAD_CREDENTIALS", attempted);
    }
    this.#byName.succeeded(name);
    this.#byAddress.succeeded(address);
    const secret = secrets.make();
    const now = clock.now();
    const expiresAt = now + accessLimits.sessionMs;
    await committer.runWith(async (draft, tx) => {
      const session = { user: user.id, createdAt: now, expiresAt };
      await tx.putSession({ hash: secrets.digest(secret), ...session });
      const sentence = `${name} logged in from ${address}`;
      draft.record(accessEntry({ at: now, actor: name, sentence }));
    });
    return { person: personOf(user, user.role, "session"), secret, expiresAt };
  }

  provenBySession(secret: string): Promise<Proof | null> {
    return this.#proven(`s ${this.#ports.secrets.digest(secret)}`, async (tx, hash) => {
      const session = await tx.session(hash);
      if (session === null) return null;
      const user = (await tx.users()).find((row) => row.id === session.user);
      if (user === undefined) return null;
      return { person: personOf(user, user.role, "session"), expiresAt: session.expiresAt };
    });
  }

  provenByToken(secret: string): Promise<Proof | null> {
    return this.#proven(`t ${this.#ports.secrets.digest(secret)}`, async (tx, hash) => {
      const token = await tx.tokenByHash(hash);
      if (token === null) return null;
      const user = (await tx.users()).find((row) => row.id === token.user);
      if (user === undefined) return null;
      await this.#noteUse(tx, token);
      // A token never may more than its owner may now.
      const role = lower(token.role, user.role);
      return { person: personOf(user, role, "token"), expiresAt: token.expiresAt };
    });
  }

  async logout(secret: string): Promise<void> {
    const hash = this.#ports.secrets.digest(secret);
    const proof = await this.provenBySession(secret);
    await this.#ports.committer.runWith((_draft, tx) => tx.deleteSession(hash));
    this.#proofs.delete(`s ${hash}`);
    if (proof !== null) this.#ended(proof.person.id);
  }

  async changePassword(
    person: Person,
    passwords: { readonly current: string; readonly new: string },
    secret: string | null,
  ): Promise<void> {
    const { hasher, secrets, committer, clock } = this.#ports;
    const attempted = `change the password of ${person.name}`;
    const key = `person ${person.id}`;
    this.#holdBack(attempted, person.name, key);
    this.#fail(person.name, key);
    const user = await this.#userNamed(person.name);
    if (user === null || !(await hasher.verify(user.passwordHash, passwords.current))) {
      throw new NovaError("BAD_CREDENTIALS", attempted);
    }
    this.#byName.succeeded(person.name);
    this.#byAddress.succeeded(key);
    const passwordHash = await hasher.hash(passwords.new);
    await committer.runWith(async (draft, tx) => {
      await tx.putUser({ ...user, passwordHash });
      if (secret === null) await tx.deleteSessionsOf(user.id);
      else await tx.deleteSessionsOf(user.id, secrets.digest(secret));
      const sentence = `${person.name} changed the own password; other sessions ended`;
      draft.record(accessEntry({ at: clock.now(), actor: person.name, sentence }));
    });
    this.#proofs.clear();
    this.#ended(user.id);
  }

  async tokens(person: Person): Promise<readonly ApiToken[]> {
    const rows = await this.#ports.committer.runWith((_draft, tx) => tx.tokens(person.id));
    return rows.map(apiToken);
  }

  async createToken(
    person: Person,
    wanted: { readonly label: string; readonly role: Role; readonly expiresInDays: number | null },
  ): Promise<ApiToken & { readonly secret: string }> {
    const { clock, ids, secrets, committer } = this.#ports;
    const attempted = `make token ${wanted.label}`;
    if (lower(wanted.role, person.role) !== wanted.role) {
      throw new NovaError("FORBIDDEN", attempted, { details: { role: person.role } });
    }
    const secret = `ncr_${secrets.make()}`;
    const now = clock.now();
    const days = wanted.expiresInDays;
    const row: TokenRow = {
      id: ids.uuid(),
      hash: secrets.digest(secret),
      user: person.id,
      label: wanted.label,
      role: wanted.role,
      createdAt: now,
      expiresAt: days === null ? null : now + days * 86_400_000,
      lastUsedAt: null,
    };
    await committer.runWith(async (draft, tx) => {
      const own = await tx.tokens(person.id);
      if (own.length >= accessLimits.tokensPerPerson) {
        const details = { limit: accessLimits.tokensPerPerson };
        throw new NovaError("CONFLICT", attempted, { details, next: "Delete a token first" });
      }
      await tx.putToken(row);
      const sentence = `${person.name} made the token ${wanted.label} as ${wanted.role}`;
      draft.record(accessEntry({ at: now, actor: person.name, sentence }));
    });
    return { ...apiToken(row), secret };
  }

  async deleteToken(person: Person, id: string): Promise<void> {
    const { clock, committer } = this.#ports;
    await committer.runWith(async (draft, tx) => {
      const row = (await tx.tokens(person.id)).find((token) => token.id === id);
      if (row === undefined) throw new NovaError("NOT_FOUND", `delete token ${id}`);
      await tx.deleteToken(id);
      const sentence = `${person.name} revoked the token ${row.label}`;
      draft.record(accessEntry({ at: clock.now(), actor: person.name, sentence }));
    });
    this.#proofs.clear();
    this.#ended(person.id);
  }

  whenEnded(run: (personId: string) => void): void {
    this.#endListeners.push(run);
  }

  async sweep(): Promise<void> {
    const { clock, committer } = this.#ports;
    await committer.runWith((_draft, tx) => tx.sweepAccess(clock.now()));
  }

  #ended(personId: string): void {
    for (const run of this.#endListeners) run(personId);
  }

  #holdBack(attempted: string, name: string, address: string): void {
    const now = this.#ports.clock.monotonicMs();
    const waitMs = Math.max(this.#byName.waitMs(name, now), this.#byAddress.waitMs(address, now));
    if (waitMs === 0) return;
    const details = { retryAfterMs: Math.ceil(waitMs) };
    throw new NovaError("RATE_LIMITED", attempted, { details });
  }

  #fail(name: string, address: string): void {
    const now = this.#ports.clock.monotonicMs();
    this.#byName.failed(name, now);
    this.#byAddress.failed(address, now);
  }

  async #recordFailure(attempted: string, address: string): Promise<void> {
    const { committer, clock } = this.#ports;
    const sentence = `Failed: ${attempted} from ${address}`;
    await committer.run((draft) => {
      const at = clock.now();
      draft.record(accessEntry({ at, actor: "unknown", sentence, severity: "warning" }));
    });
  }

  /** A name that does not exist costs the same time as one that does. */
  async #decoy(): Promise<string> {
    this.#decoyHash ??= await this.#ports.hasher.hash(this.#ports.secrets.make());
    return this.#decoyHash;
  }

  async #userNamed(name: string): Promise<UserRow | null> {
    const users = await this.#ports.committer.runWith((_draft, tx) => tx.users());
    return users.find((row) => row.name === name) ?? null;
  }

  async #proven(
    key: string,
    find: (tx: StateTx, hash: string) => Promise<Proof | null>,
  ): Promise<Proof | null> {
    const { clock, committer } = this.#ports;
    const known = this.#proofs.get(key);
    if (known !== undefined && known.untilMs > clock.monotonicMs()) return this.#valid(known.proof);
    const proof = await committer.runWith((_draft, tx) => find(tx, key.slice(2)));
    if (proof === null) return null;
    const untilMs = clock.monotonicMs() + accessLimits.proofCacheMs;
    this.#proofs.set(key, { proof, untilMs });
    return this.#valid(proof);
  }

  #valid(proof: Proof): Proof | null {
    const isOver = proof.expiresAt !== null && proof.expiresAt <= this.#ports.clock.now();
    return isOver ? null : proof;
  }

  async #noteUse(tx: StateTx, token: TokenRow): Promise<void> {
    const { clock } = this.#ports;
    const now = clock.now();
    const last = this.#used.get(token.id) ?? token.lastUsedAt ?? 0;
    if (now - last < accessLimits.usedEveryMs) return;
    this.#used.set(token.id, now);
    await tx.putToken({ ...token, lastUsedAt: now });
  }
}

function personOf(user: UserRow, role: Role, via: Person["via"]): Person {
  return { id: userIdOf(user), name: user.name, role, via };
}

function lower(one: Role, other: Role): Role {
  return roles.indexOf(one) <= roles.indexOf(other) ? one : other;
}

function apiToken(row: TokenRow): ApiToken {
  const { id, label, role, createdAt, expiresAt, lastUsedAt } = row;
  return { id, label, role, createdAt, expiresAt, lastUsedAt };
}
