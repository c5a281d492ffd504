import type { Clock } from "../../ports/clock.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { SessionRow, StateTx, TokenRow, UserRow } from "../../ports/state-store.ts";
import type { Proof } from "../control-plane.ts";
import { BoundedMap } from "../support/bounded-map.ts";
import type { Committer } from "../support/committer.ts";
import type { AccessModel } from "./access-model.ts";
import { accessLimits, type SessionLimits } from "./access-ports.ts";

export interface ProofsPorts {
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly committer: Committer;
  readonly model: AccessModel;
  readonly limits: SessionLimits;
}

interface Known {
  readonly proof: Proof;
  readonly untilMs: number;
}

/** Who stands behind the secret of a session or token. Kept for a moment; any change forgets it at once. */
export class Proofs {
  readonly #ports: ProofsPorts;
  readonly #known = new BoundedMap<string, Known>(accessLimits.proofs);
  /** When each session and token was last used, between the times that it is written. */
  readonly #used = new BoundedMap<string, number>(accessLimits.proofs);
  #changes = 0;
  readonly #endListeners: ((personId: string) => void)[] = [];

  constructor(ports: ProofsPorts) {
    this.#ports = ports;
  }

  /** `isUse`: whether it keeps the session from ending idle; a feed that merely stays open does not. */
  bySession(secret: string, isUse: boolean): Promise<Proof | null> {
    return this.#proven("s", secret, isUse);
  }

  byToken(secret: string, isUse: boolean): Promise<Proof | null> {
    return this.#proven("t", secret, isUse);
  }

  whenEnded(run: (personId: string) => void): void {
    this.#endListeners.push(run);
  }

  /** After something of these people changed: nothing proven before is believed, open streams look again. */
  forget(people: readonly string[]): void {
    this.#changes += 1;
    this.#known.clear();
    for (const id of people) for (const run of this.#endListeners) run(id);
  }

  lastSeenAt(session: SessionRow): number {
    return Math.max(session.lastSeenAt, this.#used.get(session.id) ?? 0);
  }

  async #proven(kind: "s" | "t", secret: string, isUse: boolean): Promise<Proof | null> {
    const { clock, committer, secrets } = this.#ports;
    const hash = secrets.digest(secret);
    const key = `${kind} ${hash}`;
    const known = this.#known.get(key);
    if (known !== undefined && known.untilMs > clock.monotonicMs()) {
      return this.#valid(known.proof, isUse);
    }
    const before = this.#changes;
    const proof = await committer.runWith((_draft, tx) =>
      kind === "s" ? this.#ofSession(tx, hash, isUse) : this.#ofToken(tx, hash, isUse),
    );
    if (proof === null) return null;
    const untilMs = clock.monotonicMs() + accessLimits.proofCacheMs;
    if (before === this.#changes) this.#known.set(key, { proof, untilMs });
    return this.#valid(proof, isUse);
  }

  async #ofSession(tx: StateTx, hash: string, isUse: boolean): Promise<Proof | null> {
    const session = await tx.session(hash);
    if (session === null || this.#isIdle(session)) return null;
    const user = await userOf(tx, session.user);
    if (user === null) return null;
    if (isUse) await this.#noteSession(tx, session);
    const person = this.#ports.model.personOf(user);
    const idleEndsAt = this.lastSeenAt(session) + this.#ports.limits.idleMs;
    return { person, expiresAt: session.expiresAt, session: session.id, token: null, idleEndsAt };
  }

  async #ofToken(tx: StateTx, hash: string, isUse: boolean): Promise<Proof | null> {
    const token = await tx.tokenByHash(hash);
    const user = token === null ? null : await userOf(tx, token.user);
    if (token === null || user === null) return null;
    if (isUse) await this.#noteToken(tx, token);
    const person = this.#ports.model.personOf(user, token, await tx.tokens(token.user));
    return {
      person,
      expiresAt: token.expiresAt,
      session: null,
      token: token.id,
      idleEndsAt: null,
    };
  }

  #valid(proof: Proof, isUse: boolean): Proof | null {
    const now = this.#ports.clock.now();
    if (proof.expiresAt !== null && proof.expiresAt <= now) return null;
    if (proof.session === null) return proof;
    const used = this.#used.get(proof.session);
    const idleEndsAt = Math.max(
      proof.idleEndsAt ?? 0,
      used === undefined ? 0 : used + this.#ports.limits.idleMs,
    );
    if (idleEndsAt <= now) return null;
    if (isUse) this.#used.set(proof.session, now);
    return { ...proof, idleEndsAt };
  }

  #isIdle(session: SessionRow): boolean {
    const { clock, limits } = this.#ports;
    return this.lastSeenAt(session) + limits.idleMs <= clock.now();
  }

  async #noteSession(tx: StateTx, session: SessionRow): Promise<void> {
    const now = this.#ports.clock.now();
    this.#used.set(session.id, now);
    if (now - session.lastSeenAt < accessLimits.usedEveryMs) return;
    await tx.putSession({ ...session, lastSeenAt: now });
  }

  async #noteToken(tx: StateTx, token: TokenRow): Promise<void> {
    const now = this.#ports.clock.now();
    const last = this.#used.get(token.id) ?? token.lastUsedAt ?? 0;
    if (now - last < accessLimits.usedEveryMs) return;
    this.#used.set(token.id, now);
    await tx.putToken({ ...token, lastUsedAt: now });
  }
}

/** Null where the account is gone or disabled. */
async function userOf(tx: StateTx, id: string): Promise<UserRow | null> {
  const user = (await tx.users()).find((row) => row.id === id);
  return user === undefined || user.disabled ? null : user;
}
