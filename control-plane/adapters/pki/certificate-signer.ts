import { type KeyObject, webcrypto, type X509Certificate } from "node:crypto";
import type { Certificate, RevocationWish } from "../../ports/certificate-authority.ts";
import { hashOf, spkiOf } from "./hashes.ts";
import { type Authority, serialNumber } from "./make-authority.ts";
import { keyAlgorithm, loadX509, signingAlgorithm, wholeSeconds, type X509 } from "./x509.ts";

type JsonNames = ConstructorParameters<X509["SubjectAlternativeNameExtension"]>[0];

export interface Leaf {
  readonly subject: readonly { readonly [key: string]: readonly string[] }[];
  readonly names: JsonNames;
  readonly usages: readonly ("serverAuth" | "clientAuth")[];
  readonly publicKey: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Object identifiers of extended key usages (RFC 5280, 4.2.1.12). */
export const usageOids = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;

/** Which of two revocation lists is newer (RFC 5280, 5.2.3). */
const listNumberOid = "2.5.29.20";

/** One authority that signs. */
export class CertificateSigner {
  readonly certificate: X509Certificate;
  readonly pem: string;
  /** SHA-256 of its SubjectPublicKeyInfo, base64url. */
  readonly hash: string;
  readonly #key: KeyObject;
  #imported: Promise<webcrypto.CryptoKey> | null = null;

  constructor({ certificate, key }: Authority) {
    this.certificate = certificate;
    this.#key = key;
    this.pem = certificate.toString();
    this.hash = hashOf(spkiOf(certificate.publicKey));
  }

  authority(): Authority {
    return { certificate: this.certificate, key: this.#key };
  }

  async issue(leaf: Leaf): Promise<Certificate> {
    const x509 = await loadX509();
    const serial = serialNumber();
    const end = Math.min(leaf.notAfter, Date.parse(this.certificate.validTo));
    const [notBefore, notAfter] = [wholeSeconds(leaf.notBefore), wholeSeconds(end)];
    const ca = new x509.X509Certificate(this.certificate.raw);
    const publicKey = new x509.PublicKey(Buffer.from(leaf.publicKey));
    const made = await x509.X509CertificateGenerator.create({
      serialNumber: serial,
      subject: leaf.subject.map((part) => ({ ...part })) as { [key: string]: string[] }[],
      issuer: ca.subjectName,
      notBefore,
      notAfter,
      publicKey,
      signingKey: await this.signingKey(),
      signingAlgorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension(leaf.usages.map((one) => usageOids[one])),
        new x509.SubjectAlternativeNameExtension(leaf.names),
        await x509.SubjectKeyIdentifierExtension.create(publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
      ],
    });
    return {
      pem: `${made.toString("pem")}\n`,
      serial: serial.toUpperCase(),
      notBefore: notBefore.getTime(),
      notAfter: notAfter.getTime(),
    };
  }

  /** Its list of what is revoked (RFC 5280, 5), PEM. */
  async revocationList({ revoked, now, until }: RevocationWish): Promise<string> {
    const x509 = await loadX509();
    const ca = new x509.X509Certificate(this.certificate.raw);
    const made = await x509.X509CrlGenerator.create({
      issuer: ca.subjectName,
      thisUpdate: wholeSeconds(now),
      nextUpdate: wholeSeconds(until),
      signingKey: await this.signingKey(),
      signingAlgorithm,
      extensions: [
        await x509.AuthorityKeyIdentifierExtension.create(ca.publicKey),
        new x509.Extension(listNumberOid, false, derInteger(Math.floor(now / 1_000))),
      ],
      entries: revoked
        .filter(({ issuer }) => issuer === this.hash)
        .map(({ serial, at }) => ({ serialNumber: serial, revocationDate: wholeSeconds(at) })),
    });
    // The library's own label is one that OpenSSL does not know.
    const lines =
      Buffer.from(made.rawData)
        .toString("base64")
        .match(/.{1,64}/g) ?? [];
    return ["-----BEGIN X509 CRL-----", ...lines, "-----END X509 CRL-----", ""].join("\n");
  }

  /** Whether it signed this certificate itself, not somebody below the same root. */
  signed(certificate: X509Certificate): boolean {
    if (!certificate.checkIssued(this.certificate)) return false;
    return certificate.verify(this.certificate.publicKey);
  }

  signingKey(): Promise<webcrypto.CryptoKey> {
    this.#imported ??= webcrypto.subtle.importKey(
      "pkcs8",
      this.#key.export({ format: "der", type: "pkcs8" }),
      keyAlgorithm,
      false,
      ["sign"],
    );
    return this.#imported;
  }
}

/** A positive number, DER. */
function derInteger(value: number): Uint8Array {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  const signed = (bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
  return Buffer.concat([Buffer.of(0x02, signed.length), signed]);
}
