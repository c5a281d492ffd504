import { createPrivateKey, type KeyObject, webcrypto, X509Certificate } from "node:crypto";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { KeyStore } from "../../ports/key-store.ts";
import { keyAlgorithm, loadX509, signingAlgorithm, wholeSeconds } from "./x509.ts";

export interface Authority {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

const dayMs = 86_400_000;
/** Longer than any installation is likely to stand; a fleet must not end on a date that nobody knows. */
const lifeMs = 25 * 365 * dayMs;
/** Clocks that are behind may still use what was made a moment ago. */
const backdateMs = dayMs;

export const certificateName = "ca.pem";
export const keyName = "ca-key.pem";

/** The fleet's own authority, made at the first start. */
export async function ownAuthority(store: KeyStore, nowMs: number): Promise<Authority> {
  const certificate = await store.read(certificateName);
  const key = await store.read(keyName);
  if (certificate !== null && key !== null) return readAuthority(certificate, key, "data folder");
  // The key is written first: a certificate without its key would look like a loss, and be one.
  if (certificate !== null) {
    throw new NovaError("STORE_CORRUPT", "read the key of the fleet's CA", {
      next: "Put ca-key.pem back from a backup; without it no host can join or renew",
    });
  }
  const made = await makeAuthority(nowMs);
  await store.write(keyName, made.key);
  await store.write(certificateName, made.certificate);
  return readAuthority(made.certificate, made.key, "data folder");
}

/** An authority that its owner brings. Rejects CONFIG_INVALID where it cannot sign for hosts. */
export function readAuthority(certificate: string, key: string, from: string): Authority {
  const attempted = `use the certificate authority from the ${from}`;
  try {
    const authority = { certificate: new X509Certificate(certificate), key: createPrivateKey(key) };
    const problem = faultOf(authority);
    if (problem === null) return authority;
    throw new NovaError("CONFIG_INVALID", attempted, { next: problem });
  } catch (cause) {
    if (cause instanceof NovaError) throw cause;
    throw new NovaError("CONFIG_INVALID", attempted, { cause });
  }
}

function faultOf({ certificate, key }: Authority): string | null {
  if (!certificate.ca) return "Its certificate is not one of an authority (basicConstraints CA)";
  if (!certificate.checkPrivateKey(key)) return "Certificate and key do not belong together";
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  const isP256 = asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1";
  return isP256 ? null : "Its key must be an ECDSA key on the curve P-256";
}

export async function newAuthority(nowMs: number): Promise<Authority> {
  const { certificate, key } = await makeAuthority(nowMs);
  return readAuthority(certificate, key, "data folder");
}

async function makeAuthority(nowMs: number) {
  const x509 = await loadX509();
  const keys = (await webcrypto.subtle.generateKey(keyAlgorithm, true, [
    "sign",
    "verify",
  ])) as webcrypto.CryptoKeyPair;
  const mark = Buffer.from(webcrypto.getRandomValues(new Uint8Array(4))).toString("hex");
  const { KeyUsageFlags: usage } = x509;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ O: ["NovaCron"] }, { CN: [`NovaCron fleet ${mark}`] }],
    serialNumber: serialNumber(),
    notBefore: wholeSeconds(nowMs - backdateMs),
    notAfter: wholeSeconds(nowMs + lifeMs),
    keys,
    signingAlgorithm,
    extensions: [
      // No authority below this one.
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(usage.keyCertSign | usage.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  return {
    certificate: `${certificate.toString("pem")}\n`,
    key: key.export({ format: "pem", type: "pkcs8" }).toString(),
  };
}

/** 128 random bits; the first is 0, since X.509 serials are positive (RFC 5280, 4.1.2.2). */
export function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return Buffer.from(bytes).toString("hex");
}
