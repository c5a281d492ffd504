import type { Clock, Ids } from "../../ports/clock.ts";
import type { Hasher } from "../../ports/hasher.ts";
import type { SecretBox } from "../../ports/secret-box.ts";
import type { Secrets } from "../../ports/secrets.ts";
import type { Committer } from "../support/committer.ts";
import type { AccessModel } from "./access-model.ts";
import type { LoginThrottle } from "./login-throttle.ts";
import type { Proofs } from "./proofs.ts";

/** What the parts that deal with people stand on. */
export interface AccessPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly hasher: Hasher;
  readonly secrets: Secrets;
  readonly committer: Committer;
  readonly model: AccessModel;
  readonly proofs: Proofs;
  readonly throttle: LoginThrottle;
  readonly sealing: SecretBox;
  readonly limits: SessionLimits;
}

export interface SessionLimits {
  /** A session ends so long after its login, whatever happens. */
  readonly sessionMs: number;
  /** And so long after it was last used. */
  readonly idleMs: number;
}

export const defaultSessionLimits: SessionLimits = {
  sessionMs: 24 * 3_600_000,
  idleMs: 8 * 3_600_000,
};

export const accessLimits = {
  tokensPerPerson: 100,
  sessionsPerPerson: 100,
  /** A revoked proof is believed no longer than this by a cache. Revoking clears the cache at once. */
  proofCacheMs: 10_000,
  proofs: 5_000,
  /** When a session or token was last used is written at most this often. */
  usedEveryMs: 60_000,
  people: 10_000,
  roles: 200,
  bindings: 10_000,
} as const;
