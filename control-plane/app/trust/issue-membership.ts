import type { HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Membership } from "@novacron/protocol/http/trust";
import type { Certificate, CheckedRequest } from "../../ports/certificate-authority.ts";
import type { IdentityRow } from "../../ports/trust-tables.ts";
import { liveOf, withoutKey } from "./identities.ts";
import { type TrustPorts, trustLimits } from "./trust-ports.ts";

export interface MembershipWish {
  readonly host: HostId;
  readonly name: string;
  readonly now: number;
  readonly known: IdentityRow | null;
  readonly request: CheckedRequest;
  readonly qemuRequest: CheckedRequest | null;
}

/** Certificates for a host that was admitted, and the identity as it is then. */
export async function issueMembership(
  { ca, settings, signingKeys }: Pick<TrustPorts, "ca" | "settings" | "signingKeys">,
  wish: MembershipWish,
): Promise<{ readonly membership: Membership; readonly row: IdentityRow }> {
  const { host, name, now, known, request, qemuRequest } = wish;
  const isSameKey = known?.keyHash === request.keyHash;
  const live = known !== null && isSameKey ? liveOf(known, now) : [];
  if (live.length >= trustLimits.live) {
    throw new NovaError("RATE_LIMITED", `give host ${name} another certificate`, {
      next: "Wait until one of those that it has ends: something on it renews without end",
    });
  }
  const life = { notBefore: now - trustLimits.backdateMs, notAfter: now + settings.certificateMs };
  const made = await ca.issueHost({ host, publicKey: request.publicKey, ...life });
  const qemu =
    qemuRequest === null
      ? null
      : await ca.issueQemu({ host, publicKey: qemuRequest.publicKey, names: [], ...life });
  const { serial, notBefore, notAfter } = made;
  const before = known === null || isSameKey ? known : withoutKey(known, now);
  const issued = [made, ...(qemu === null ? [] : [qemu])];
  const row: IdentityRow = {
    host,
    name,
    keyHash: request.keyHash,
    serial,
    issuer: ca.issuer(),
    enrolledAt: isSameKey ? (known?.enrolledAt ?? now) : now,
    notBefore,
    notAfter,
    qemu: qemu === null ? null : { serial: qemu.serial, notAfter: qemu.notAfter },
    revoked: null,
    cloned: null,
    waiting: isSameKey ? (known?.waiting ?? null) : null,
    pastKeys: before?.pastKeys ?? [],
    live: [...issued.map((one) => ({ ...idOf(one), issuer: ca.issuer() })), ...live],
    revokedSerials: before?.revokedSerials ?? [],
  };
  const membership: Membership = {
    host,
    certificate: made.pem,
    ca: ca.caPem(),
    serial,
    notBefore,
    notAfter,
    now,
    qemuCertificate: qemu?.pem ?? null,
    qemuNotAfter: qemu?.notAfter ?? null,
    bus: settings.bus,
    signingKeys: [...signingKeys()],
  };
  return { membership, row };
}

function idOf({ serial, notAfter }: Certificate) {
  return { serial, notAfter };
}
