import {
  createHash,
  createPublicKey,
  type KeyObject,
  webcrypto,
  X509Certificate,
} from "node:crypto";
import { type HostId, hostId } from "@novacron/protocol/domain/ids";
import { hostUriPrefix } from "@novacron/protocol/domain/trust";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type {
  Certificate,
  CertificateAuthority,
  CertificateWish,
  CheckedRequest,
  HostCertificate,
} from "../../ports/certificate-authority.ts";
import { type Authority, serialNumber } from "./make-authority.ts";
import { keyAlgorithm, loadX509, signingAlgorithm, wholeSeconds, type X509 } from "./x509.ts";

type JsonNames = ConstructorParameters<X509["SubjectAlternativeNameExtension"]>[0];

interface Leaf {
  readonly subject: readonly { readonly [key: string]: readonly string[] }[];
  readonly names: JsonNames;
  readonly usages: readonly ("serverAuth" | "clientAuth")[];
  readonly publicKey: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** Object identifiers of extended key usages (RFC 5280, 4.2.1.12). */
const usageOids = { serverAuth: "1.3.6.1.5.5.7.3.1", clientAuth: "1.3.6.1.5.5.7.3.2" } as const;

/** The fleet's authority in this process: it signs with @peculiar/x509 and reads with Node's own OpenSSL. */
export class FleetCa implements CertificateAuthority {
  readonly #certificate: X509Certificate;
  readonly #key: KeyObject;
  readonly #pem: string;
  readonly #hash: string;
  #signingKey: Promise<webcrypto.CryptoKey> | null = null;

  constructor({ certificate, key }: Authority) {
    this.#certificate = certificate;
    this.#key = key;
    this.#pem = certificate.toString();
    this.#hash = hashOf(spkiOf(certificate.publicKey));
  }

  caPem(): string {
    return this.#pem;
  }

  caHash(): string {
    return this.#hash;
  }

  async readRequest(pem: string): Promise<CheckedRequest> {
    const attempted = "read a request for a certificate";
    const x509 = await loadX509();
    let problem = "its signature is not by its key";
    try {
      const request = new x509.Pkcs10CertificateRequest(pem);
      const { algorithm, rawData } = request.publicKey;
      const isP256 =
        algorithm.name === "ECDSA" &&
        (algorithm as webcrypto.EcKeyAlgorithm).namedCurve === "P-256";
      if (!isP256) problem = "its key is not an ECDSA key on the curve P-256";
      else if (await request.verify()) {
        // One key has one text: a compressed point would be another hash of the same key.
        const bytes = Buffer.from(rawData);
        const publicKey = spkiOf(createPublicKey({ key: bytes, format: "der", type: "spki" }));
        return { publicKey, keyHash: hashOf(publicKey) };
      }
    } catch (cause) {
      throw new NovaError("REQUEST_REFUSED", attempted, { cause });
    }
    throw new NovaError("REQUEST_REFUSED", attempted, { details: { problem } });
  }

  issueHost({ host, ...wish }: CertificateWish): Promise<Certificate> {
    return this.issue({
      ...wish,
      subject: [{ O: ["NovaCron host"] }, { CN: [host] }],
      names: [{ type: "url", value: `${hostUriPrefix}${host}` }],
      usages: ["clientAuth"],
    });
  }

  /**
   * QEMU's key can be read by every QEMU process of its host, so a guest that breaks out has it. Its
   * certificate therefore names no host to us or to a broker: the common name is not the host's id, and
   * there is no host URI.
   */
  issueQemu(wish: CertificateWish & { readonly names: readonly string[] }): Promise<Certificate> {
    const { host, names, ...rest } = wish;
    return this.issue({
      ...rest,
      subject: [{ O: ["NovaCron QEMU"] }, { CN: [`qemu-${host}`] }],
      names: [host, ...names].map((value) => ({ type: "dns", value })),
      usages: ["serverAuth", "clientAuth"],
    });
  }

  async issue(leaf: Leaf): Promise<Certificate> {
    const x509 = await loadX509();
    const serial = serialNumber();
    const end = Math.min(leaf.notAfter, Date.parse(this.#certificate.validTo));
    const [notBefore, notAfter] = [wholeSeconds(leaf.notBefore), wholeSeconds(end)];
    const ca = new x509.X509Certificate(this.#certificate.raw);
    const publicKey = new x509.PublicKey(Buffer.from(leaf.publicKey));
    const made = await x509.X509CertificateGenerator.create({
      serialNumber: serial,
      subject: leaf.subject.map((part) => ({ ...part })) as { [key: string]: string[] }[],
      issuer: ca.subjectName,
      notBefore,
      notAfter,
      publicKey,
      signingKey: await this.#signer(),
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

  readHostCertificate(der: Uint8Array): HostCertificate | null {
    let found: X509Certificate;
    try {
      found = new X509Certificate(der);
      if (!found.checkIssued(this.#certificate)) return null;
      if (!found.verify(this.#certificate.publicKey)) return null;
    } catch {
      return null;
    }
    const host = hostOf(found);
    const isClient = found.keyUsage?.includes(usageOids.clientAuth) === true;
    if (host === null || !isClient || found.ca) return null;
    const publicKey = spkiOf(found.publicKey);
    return {
      host,
      publicKey,
      keyHash: hashOf(publicKey),
      serial: found.serialNumber,
      notBefore: Date.parse(found.validFrom),
      notAfter: Date.parse(found.validTo),
    };
  }

  #signer(): Promise<webcrypto.CryptoKey> {
    this.#signingKey ??= webcrypto.subtle.importKey(
      "pkcs8",
      this.#key.export({ format: "der", type: "pkcs8" }),
      keyAlgorithm,
      false,
      ["sign"],
    );
    return this.#signingKey;
  }
}

/** Only where the certificate holds that one name and nothing else. */
function hostOf(certificate: X509Certificate): HostId | null {
  const text = certificate.subjectAltName ?? "";
  if (!text.startsWith(`URI:${hostUriPrefix}`)) return null;
  const parsed = hostId.safeParse(text.slice(`URI:${hostUriPrefix}`.length));
  return parsed.success ? parsed.data : null;
}

export function spkiOf(key: KeyObject): Uint8Array {
  return key.export({ format: "der", type: "spki" });
}

export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64url");
}
