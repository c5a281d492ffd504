import { webcrypto } from "node:crypto";
import type { GateIdentity } from "@novacron/agent/libvirt/gate/gate-link";
import { FleetCa } from "@novacron/control-plane/adapters/pki/fleet-ca";
import { ownAuthority } from "@novacron/control-plane/adapters/pki/make-authority";
import { loadX509 } from "@novacron/control-plane/adapters/pki/x509";
import { hostId } from "@novacron/protocol/domain/ids";
import { hostUriPrefix } from "@novacron/protocol/domain/trust";

/** A fleet's authority that lives in memory. */
export async function authorityInMemory(): Promise<FleetCa> {
  const kept = new Map<string, string>();
  const store = {
    read: async (name: string) => kept.get(name) ?? null,
    write: async (name: string, pem: string) => void kept.set(name, pem),
  };
  return new FleetCa(await ownAuthority(store, Date.now()));
}

/** Key and certificate of a host of that fleet, good for both ends of a connection. */
export async function hostCertificate(ca: FleetCa, host: string): Promise<GateIdentity> {
  const x509 = await loadX509();
  const algorithm = { name: "ECDSA", namedCurve: "P-256" } as const;
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: "CN=whatever",
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
  });
  const { publicKey } = await ca.readRequest(request.toString("pem"));
  const { pem } = await ca.issue({
    publicKey,
    subject: [{ CN: [host] }],
    names: [{ type: "url", value: `${hostUriPrefix}${hostId.parse(host)}` }],
    usages: ["clientAuth", "serverAuth"],
    notBefore: Date.now() - 60_000,
    notAfter: Date.now() + 3_600_000,
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const lines = key.toString("base64").match(/.{1,64}/g) ?? [];
  const text = ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----", ""];
  return { ca: ca.caPem(), cert: pem, key: text.join("\n") };
}
