import { createHash, type X509Certificate } from "node:crypto";
import { controlPlaneServerName } from "@novacron/protocol/domain/trust";
import { isSignedBy } from "./pem.ts";

/** Object identifier of TLS server authentication (RFC 5280, 4.2.1.12). */
const serverAuth = "1.3.6.1.5.5.7.3.1";

/**
 * Whether a certificate is the control plane's: signed by an authority of the fleet itself, for the one name that
 * only the control plane gets, for a server. Returns what is wrong, or null. Dates are looked at only where
 * the true time is known (`nowMs`): a host whose own clock is years off must be able to join and renew, and
 * the key that signed is what the trust stands on.
 */
export function serverFault(
  leaf: X509Certificate | undefined,
  authorities: readonly X509Certificate[],
  nowMs: number | null,
): string | null {
  if (leaf === undefined) return "it shows no certificate";
  if (!authorities.some((ca) => isSignedBy(leaf, ca))) return "another authority signed it";
  if (leaf.ca || leaf.keyUsage?.includes(serverAuth) !== true) return "it is not for a server";
  if (leaf.checkHost(controlPlaneServerName, { subject: "never" }) === undefined) {
    return "it is not the control plane's";
  }
  if (nowMs === null) return null;
  const isOver = nowMs < Date.parse(leaf.validFrom) || nowMs > Date.parse(leaf.validTo);
  return isOver ? "its time is over" : null;
}

/** SHA-256 of a certificate's SubjectPublicKeyInfo, as an enrolment token holds it. */
export function keyHashOf(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ format: "der", type: "spki" });
  return createHash("sha256").update(spki).digest("base64url");
}
