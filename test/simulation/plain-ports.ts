import type { SignatureCheck } from "@novacron/agent/ports/signature-check";
import { plainSignature } from "@novacron/control-plane/adapters/memory/memory-signing-keys";
import type { Hasher } from "@novacron/control-plane/ports/hasher";
import type { Log } from "@novacron/control-plane/ports/log";
import type { Secrets } from "@novacron/control-plane/ports/secrets";
import type { TunnelHub } from "@novacron/control-plane/ports/tunnel-hub";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Random } from "./random.ts";

/** Ports whose strength does not matter here: nothing in a run depends on a hash being hard to turn back. */
export const plainHasher: Hasher = {
  hash: (password) => Promise.resolve(`plain:${password}`),
  verify: (hash, password) => Promise.resolve(hash === `plain:${password}`),
};

/** Knows what `MemorySigningKeys` signed from what was changed. */
export const plainCheck: SignatureCheck = {
  isSigned: (text, signature, key) => signature === plainSignature(text, key),
};

export function plainSecrets(random: Random): Secrets {
  return {
    make: () => `${random.uuid()}${random.uuid()}`.replaceAll("-", "").slice(0, 43),
    bytes: (count) => new TextEncoder().encode(random.uuid().repeat(2)).slice(0, count),
    hmacSha1: () => new Uint8Array(20),
    digest: (secret) => `digest:${secret}`,
    same: (one, other) => one === other,
  };
}

export const refusingTunnels: TunnelHub = {
  expect: (ticket) => Promise.reject(new NovaError("TICKET_REFUSED", `wait for ${ticket.id}`)),
  closeHost: () => {},
  open: () => 0,
};

export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  notice: () => {},
  warn: () => {},
  error: () => {},
};
