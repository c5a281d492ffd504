import type { IncomingMessage } from "node:http";
import { TLSSocket } from "node:tls";

/** DER of the certificate whose key the client proved in the handshake; null without TLS or without one. */
export function clientCertificate(request: IncomingMessage): Uint8Array | null {
  const { socket } = request;
  if (!(socket instanceof TLSSocket)) return null;
  return socket.getPeerX509Certificate()?.raw ?? null;
}
