import type { HostId } from "@novacron/protocol/domain/ids";
import { parseEnrolmentToken } from "@novacron/protocol/domain/trust";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Membership } from "@novacron/protocol/http/trust";
import type { Identity } from "../ports/identity-store.ts";
import { keyHashOf } from "./check-server.ts";
import { findAuthority } from "./first-contact.ts";
import { FleetApi, portOf } from "./fleet-api.ts";
import type { IdentityFiles } from "./identity-files.ts";
import { makeRequest } from "./make-request.ts";
import { certificatesIn } from "./pem.ts";
import type { QemuPki } from "./qemu-pki.ts";

export interface JoinOptions {
  /** Of the control plane: `https://host:port`. */
  readonly url: string;
  readonly token: string;
  readonly host: HostId;
  readonly name: string;
  readonly files: IdentityFiles;
  readonly qemu: QemuPki | null;
  /** Gives up the key that this host has, for one that was revoked or copied. */
  readonly newKey: boolean;
}

/**
 * Joins the fleet: key, request, certificate. The key is made once and kept before anything is asked, so
 * that a repeated call after a lost answer asks for the same key again. Rejects SERVER_NOT_TRUSTED,
 * ENROLMENT_REFUSED, HOST_REIMAGED (then a person decides, and the same call works), IDENTITY_REVOKED.
 */
export async function joinFleet(options: JoinOptions): Promise<Identity> {
  const { url, token, host, name, files, qemu } = options;
  const parsed = parseEnrolmentToken(token);
  if (parsed === null) {
    throw new NovaError("CONFIG_INVALID", "read the enrolment token", {
      next: "Copy it whole: it begins with nct1. and has four parts",
    });
  }
  const address = addressOf(url);
  const ca = await findAuthority(address, parsed.caHash);
  if (options.newKey) await files.forgetKey();
  const known = await files.readKey();
  const { key, request } = known ?? makeRequest();
  if (known === null) await files.writeKey({ key, request });
  const membership = await new FleetApi({ url, ca }).enrol({
    token,
    host,
    name,
    request,
    qemuRequest: (await qemu?.request(options.newKey)) ?? null,
  });
  const identity = identityOf(membership, { url, key });
  if (!certificatesIn(identity.ca).some((one) => keyHashOf(one) === parsed.caHash)) {
    throw new NovaError("SERVER_NOT_TRUSTED", "take over the certificate", {
      details: { problem: "the answer names another authority than the token" },
    });
  }
  await qemu?.write(membership);
  await files.write(identity);
  return identity;
}

/** What is kept of an answer. */
export function identityOf(
  membership: Membership,
  { url, key }: { readonly url: string; readonly key: string },
): Identity {
  const { host, certificate, ca, serial, notBefore, notAfter, now, bus, signingKeys } = membership;
  const { host: apiHost } = addressOf(url);
  const busHost = bus.host ?? apiHost;
  const api = url.replace(/\/+$/, "");
  return {
    host,
    api,
    tunnel: api.replace(/^http/, "ws"),
    bus: `${bus.tls ? "mqtts" : "mqtt"}://${busHost.includes(":") ? `[${busHost}]` : busHost}:${bus.port}`,
    ownBus: bus.host === null,
    signingKeys,
    ca,
    certificate,
    key,
    serial,
    notBefore,
    notAfter,
    issuedAt: now,
  };
}

function addressOf(url: string): { readonly host: string; readonly port: number } {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.protocol !== "https:" || parsed.username !== "") {
    throw new NovaError("CONFIG_INVALID", "read the control plane's address", {
      next: "Give it as https://host:port; a control plane without TLS takes no hosts from elsewhere",
    });
  }
  return { host: parsed.hostname.replace(/^\[(.*)\]$/, "$1"), port: portOf(parsed.port) };
}
