import { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { HostId } from "@novacron/protocol/domain/ids";
import { hostUriPrefix } from "@novacron/protocol/domain/trust";

/** Whether the other side of a proven connection holds the certificate of this very host. */
export function isHost(peer: TLSSocket, host: HostId): boolean {
  const { raw } = peer.getPeerCertificate();
  if (raw === undefined) return false;
  const names = new X509Certificate(raw).subjectAltName?.split(", ") ?? [];
  return names.includes(`URI:${hostUriPrefix}${host}`);
}
