import { type KeyObject, webcrypto, type X509Certificate } from "node:crypto";
import type { Certificate } from "../../ports/certificate-authority.ts";
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
