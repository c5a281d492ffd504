import { createHash } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { JoinSource } from "@novacron/protocol/domain/join-line";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { FastifyRequest } from "fastify";

const hostForm =
  /^([A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|\[[0-9a-fA-F:.]{2,45}\])(:\d{1,5})?$/;

/**
 * The address by which the asker reached this server, which is the one other hosts beside it reach, and the
 * key it was shown there. Behind a proxy that ends TLS the key is the proxy's, which it alone can tell.
 */
export function reachedBy(request: FastifyRequest): JoinSource {
  const { host, protocol } = request;
  if (!hostForm.test(host)) {
    throw new NovaError("BAD_REQUEST", `GET ${request.url.split("?")[0]}`, {
      details: { host: "must be a name or an address, perhaps with a port" },
    });
  }
  return {
    url: `${protocol}://${host.toLowerCase()}`,
    pin: pinOf(request.raw.socket as TLSSocket),
  };
}

/** curl(1), --pinnedpubkey: SHA-256 of the SubjectPublicKeyInfo in base64. */
function pinOf(socket: TLSSocket): string | null {
  // Absent on a socket without TLS.
  const certificate = socket.encrypted === true ? socket.getX509Certificate() : undefined;
  if (certificate === undefined) return null;
  const key = certificate.publicKey.export({ type: "spki", format: "der" });
  return `sha256//${createHash("sha256").update(key).digest("base64")}`;
}
