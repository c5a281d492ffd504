import { loginName } from "@novacron/protocol/domain/access";
import { userId } from "@novacron/protocol/domain/ids";
import { everything } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { StateTx, UserRow } from "../../ports/state-store.ts";
import type { LoginMore, OpenedSession } from "../control-plane.ts";
import { accessEntry } from "../record/access-entries.ts";
import { type AccessPorts, accessLimits } from "./access-ports.ts";
import { spendCode } from "./second-factor.ts";
import { newUser } from "./user-rows.ts";

/** How people get in: the first administrator, name and password with a second factor, and out again. */
export class Logins {
  readonly #ports: AccessPorts;
  #decoyHash: string | null = null;

  constructor(ports: AccessPorts) {
    this.#ports = ports;
  }

  /** Makes the first administrator where there is nobody; gives the password only where it made it up. */
  async ensureFirst(
    given: string | null,
  ): Promise<{ readonly name: string; readonly password: string } | null> {
    const { committer, clock, ids, hasher, secrets, model } = this.#ports;
    const users = await committer.runWith((_draft, tx) => tx.users());
    if (users.length > 0) return null;
    const password = given ?? secrets.make().slice(0, 20);
    const passwordHash = await hasher.hash(password);
    await committer.runWith(async (draft, tx) => {
      if ((await tx.users()).length > 0) return;
      const createdAt = clock.now();
      const user = newUser({ id: ids.uuid(), name: "admin", createdAt, passwordHash });
      await tx.putUser(user);
      const binding = {
        id: ids.uuid(),
        subject: { kind: "person", person: userId.parse(user.id) },
        role: "administrator",
        scope: everything,
        createdAt,
        createdBy: "novacron",
      } as const;
      await tx.access.putBinding(binding);
      draft.after(() => model.putBinding(binding));
      const sentence = "The first administrator, admin, was made";
      draft.record(accessEntry({ at: createdAt, actor: "novacron", sentence }));
    });
    return given === null ? { name: "admin", password } : null;
  }

  /**
   * Wrong name, wrong password, disabled account: the same answer after the same work, so that nobody
   * learns which accounts there are. Only who has the password learns that a code is needed.
   */
  async login(name: string, password: string, address: string, more: LoginMore = {}) {
    const { hasher, throttle } = this.#ports;
    const attempted = `log in as ${loginName.safeParse(name).success ? name : "(not a name)"}`;
    throttle.beginTry(attempted, name, address);
    const user = await this.#userNamed(name);
    const hash = user?.passwordHash ?? (await this.#decoy());
    const isRight = await hasher.verify(hash, password);
    if (user === null || user.disabled || user.passwordHash === null || !isRight) {
      await this.#recordFailure(attempted, address);
      throw new NovaError("BAD_CREDENTIALS", attempted);
    }
    throttle.succeeded(name, address);
    if (user.totp !== null) this.#mustHaveCode(attempted, user, more.code);
    try {
      const opened = await this.#enter(user, attempted, { ...more, address });
      throttle.codeSucceeded(user.id);
      return opened;
    } catch (error) {
      if (error instanceof NovaError && error.code === "SECOND_FACTOR_WRONG") {
        await this.#recordFailure(`${attempted} with a wrong code`, address);
      }
      throw error;
    }
  }

  async logout(secret: string): Promise<void> {
    const { secrets, committer, proofs } = this.#ports;
    const hash = secrets.digest(secret);
    await committer.runWith(async (draft, tx) => {
      const session = await tx.session(hash);
      if (session === null) return;
      await tx.deleteSession(hash);
      draft.after(() => proofs.forget([session.user]));
    });
  }

  /** A session for somebody who proved who it is, in the same transaction as that. */
  async open(
    tx: StateTx,
    user: UserRow,
    from: { readonly address: string; readonly browser?: string },
  ): Promise<OpenedSession> {
    const { clock, ids, secrets, limits, model } = this.#ports;
    const secret = secrets.make();
    const now = clock.now();
    const expiresAt = now + limits.sessionMs;
    await this.#makeRoom(tx, user.id);
    const id = ids.uuid();
    await tx.putUser({ ...user, lastLoginAt: now });
    await tx.putSession({
      hash: secrets.digest(secret),
      id,
      user: user.id,
      createdAt: now,
      expiresAt,
      lastSeenAt: now,
      address: from.address,
      browser: (from.browser ?? "").slice(0, 200),
    });
    const person = model.personOf(user);
    const idleEndsAt = now + limits.idleMs;
    return { person, secret, expiresAt, session: id, token: null, idleEndsAt };
  }

  #mustHaveCode(attempted: string, user: UserRow, code: string | undefined): void {
    if (code === undefined) throw new NovaError("SECOND_FACTOR_NEEDED", attempted);
    this.#ports.throttle.beginCode(attempted, user.id);
  }

  /** Reads the account again: between the slow check and now it may have been changed or disabled. */
  #enter(
    proven: UserRow,
    attempted: string,
    from: LoginMore & { readonly address: string },
  ): Promise<OpenedSession> {
    const { committer, clock, secrets, sealing } = this.#ports;
    return committer.runWith(async (draft, tx) => {
      const user = (await tx.users()).find((row) => row.id === proven.id);
      const isSame = secrets.same(user?.passwordHash ?? "", proven.passwordHash ?? "");
      if (user === undefined || user.disabled || !isSame) {
        throw new NovaError("BAD_CREDENTIALS", attempted);
      }
      const nowMs = clock.now();
      const spent =
        user.totp === null ? user : spendCode(user, from.code ?? "", { secrets, sealing, nowMs });
      if (spent === null) throw new NovaError("SECOND_FACTOR_WRONG", attempted);
      const opened = await this.open(tx, spent, from);
      const how = user.totp === null ? "" : " with a second factor";
      const sentence = `${user.name} logged in from ${from.address}${how}`;
      draft.record(accessEntry({ at: nowMs, actor: user.name, sentence }));
      return opened;
    });
  }

  /** Sessions of one person are bounded: the oldest ends. */
  async #makeRoom(tx: StateTx, user: string): Promise<void> {
    const sessions = await tx.access.sessions(user);
    const surplus = sessions.slice(
      0,
      Math.max(0, sessions.length - accessLimits.sessionsPerPerson + 1),
    );
    for (const { hash } of surplus) await tx.deleteSession(hash);
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
}
