import type { SigningKey } from "@novacron/protocol/domain/signing";
import type { Proof } from "@novacron/protocol/messages/proof";

/** Signs what agents are to obey. Answers at once: every message to an agent waits for it. */
export interface Signer {
  /** Ed25519 with the key that signs now. Throws NOT_READY before `start`. */
  sign(text: string): Pick<Proof, "key" | "signature">;
}

/**
 * The control plane's keys. One signs; during a rotation a second one is known to agents but does not sign
 * yet. Private halves never leave the adapter.
 */
export interface SigningKeys extends Signer {
  /** Reads the keys, or makes the first one. Rejects STORE_UNAVAILABLE, STORE_CORRUPT. */
  start(): Promise<void>;
  /** The one that signs first, then the one to come. */
  keys(): readonly SigningKey[];
  /** Makes the key to come; where there is one already, nothing. Durable when it resolves. */
  prepare(): Promise<void>;
  /** The key to come signs from now on and the one before it is gone. Durable when it resolves. */
  complete(): Promise<void>;
}
