import { createPublicKey, type webcrypto, X509Certificate } from "node:crypto";
import { type HostId, hostId } from "@novacron/protocol/domain/ids";
import { hostUriPrefix } from "@novacron/protocol/domain/trust";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type {
  AuthorityFacts,
  BroughtAuthority,
  Certificate,
  CertificateWish,
  CheckedRequest,
  HostCertificate,
  RevocationWish,
  RotatingAuthority,
} from "../../ports/certificate-authority.ts";
import type { AuthoritySet } from "./authority-set.ts";
import { CertificateSigner, type Leaf, usageOids } from "./certificate-signer.ts";
import { hashOf, spkiOf } from "./hashes.ts";
import { type Authority, newAuthority, readAuthority } from "./make-authority.ts";
import { loadX509 } from "./x509.ts";

interface Signers {
  readonly signing: CertificateSigner;
  readonly next: CertificateSigner | null;
  readonly old: CertificateSigner | null;
  readonly replaced: readonly string[];
}

export interface FleetCaOptions {
  /** Keeps what a rotation changes; without it there is none. */
  readonly keep?: (set: AuthoritySet) => Promise<void>;
  readonly nowMs?: () => number;
}

/**
 * The fleet's authority in this process: it signs with @peculiar/x509 and reads with Node's own OpenSSL. While one
 * takes over from another both are trusted. The control plane shows a certificate of the older one until that is
 * withdrawn, so that a host that was away over the beginning still knows it.
 */
export class FleetCa implements RotatingAuthority {
  readonly #options: FleetCaOptions;
  readonly #listeners: (() => Promise<void>)[] = [];
  #signers: Signers;

  constructor(of: Authority | AuthoritySet, options: FleetCaOptions = {}) {
    this.#options = options;
    this.#signers = signersOf("signing" in of ? of : lone(of));
  }

  caPem(): string {
    return this.#trusted()
      .map(({ pem }) => pem)
      .join("");
  }

  caHash(): string {
    return this.#shown().hash;
  }

  issuer(): string {
    return this.#signers.signing.hash;
  }

  authorities(): readonly AuthorityFacts[] {
    const { signing, next, old } = this.#signers;
    const facts = (one: CertificateSigner | null, state: AuthorityFacts["state"]) =>
      one === null ? [] : [factsOf(one, state)];
    return [...facts(old, "old"), ...facts(signing, "signing"), ...facts(next, "next")];
  }

  hasRotated(): boolean {
    const { next, old, replaced } = this.#signers;
    return next !== null || old !== null || replaced.length > 0;
  }

  /** Run after each change of what is trusted or shown, and waited for. */
  whenChanged(run: () => Promise<void>): void {
    this.#listeners.push(run);
  }

  async prepare(brought: BroughtAuthority | null): Promise<void> {
    const { nowMs = () => 0 } = this.#options;
    const made = brought === null ? await newAuthority(nowMs()) : read(brought);
    const next = new CertificateSigner(made);
    const { replaced } = this.#signers;
    if (replaced.includes(next.hash) || next.hash === this.#signers.signing.hash) {
      const attempted = "use a certificate authority that was in use before";
      throw new NovaError("BAD_REQUEST", attempted, { next: "Bring one with a new key" });
    }
    await this.#become({ ...this.#signers, next });
  }

  async abandon(): Promise<void> {
    await this.#become({ ...this.#signers, next: null });
  }

  async switchOver(): Promise<void> {
    const { signing, next, replaced } = this.#signers;
    if (next === null) throw new NovaError("CONFLICT", "sign with an authority that is not known");
    await this.#become({ signing: next, next: null, old: signing, replaced });
  }

  async withdraw(): Promise<void> {
    const { signing, old, replaced } = this.#signers;
    if (old === null) throw new NovaError("CONFLICT", "withdraw an authority that is not known");
    await this.#become({ signing, next: null, old: null, replaced: [...replaced, old.hash] });
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
    return this.#signers.signing.issue({
      ...wish,
      subject: [{ O: ["NovaCron host"] }, { CN: [host] }],
      names: [{ type: "url", value: `${hostUriPrefix}${host}` }],
      // As server to other hosts, at the gates of moves. Only the control plane has the name that agents ask of it.
      usages: ["clientAuth", "serverAuth"],
    });
  }

  /**
   * QEMU's key can be read by every QEMU process of its host, so a guest that breaks out has it. Its
   * certificate therefore names no host to us or to a broker: the common name is not the host's id, and
   * there is no host URI.
   */
  issueQemu(wish: CertificateWish & { readonly names: readonly string[] }): Promise<Certificate> {
    const { host, names, ...rest } = wish;
    return this.#signers.signing.issue({
      ...rest,
      subject: [{ O: ["NovaCron QEMU"] }, { CN: [`qemu-${host}`] }],
      names: [host, ...names].map((value) => ({ type: "dns", value })),
      usages: ["serverAuth", "clientAuth"],
    });
  }

  /** What the control plane itself shows. */
  issue(leaf: Leaf): Promise<Certificate> {
    return this.#shown().issue(leaf);
  }

  async revocationLists(wish: RevocationWish): Promise<string> {
    const lists = this.#trusted().map((one) => one.revocationList(wish));
    return (await Promise.all(lists)).join("");
  }

  readHostCertificate(der: Uint8Array): HostCertificate | null {
    let found: X509Certificate;
    let issuer: CertificateSigner | undefined;
    try {
      found = new X509Certificate(der);
      issuer = this.#trusted().find((one) => one.signed(found));
    } catch {
      return null;
    }
    if (issuer === undefined) return null;
    const host = hostOf(found);
    const isClient = found.keyUsage?.includes(usageOids.clientAuth) === true;
    if (host === null || !isClient || found.ca) return null;
    const publicKey = spkiOf(found.publicKey);
    return {
      host,
      issuer: issuer.hash,
      publicKey,
      keyHash: hashOf(publicKey),
      serial: found.serialNumber,
      notBefore: Date.parse(found.validFrom),
      notAfter: Date.parse(found.validTo),
    };
  }

  /** The one that is shown first. */
  #trusted(): readonly CertificateSigner[] {
    const { signing, next, old } = this.#signers;
    return [old, signing, next].filter((one) => one !== null);
  }

  #shown(): CertificateSigner {
    return this.#signers.old ?? this.#signers.signing;
  }

  async #become(next: Signers): Promise<void> {
    const { keep } = this.#options;
    if (keep === undefined) throw new NovaError("NOT_READY", "replace the certificate authority");
    await keep(setOf(next));
    this.#signers = next;
    for (const run of this.#listeners) await run();
  }
}

function lone(signing: Authority): AuthoritySet {
  return { signing, next: null, old: null, replaced: [] };
}

function signersOf({ signing, next, old, replaced }: AuthoritySet): Signers {
  const signer = (one: Authority | null) => (one === null ? null : new CertificateSigner(one));
  return {
    signing: new CertificateSigner(signing),
    next: signer(next),
    old: signer(old),
    replaced,
  };
}

function setOf({ signing, next, old, replaced }: Signers): AuthoritySet {
  const authority = (one: CertificateSigner | null) => one?.authority() ?? null;
  return {
    signing: signing.authority(),
    next: authority(next),
    old: authority(old),
    replaced,
  };
}

function factsOf(
  { certificate, pem, hash }: CertificateSigner,
  state: AuthorityFacts["state"],
): AuthorityFacts {
  const { subject, validFrom, validTo } = certificate;
  return {
    hash,
    pem,
    state,
    subject: subject.replaceAll("\n", ", "),
    notBefore: Date.parse(validFrom),
    notAfter: Date.parse(validTo),
  };
}

/** What a person brings is theirs to mend, not the operator's of this machine. */
function read({ certificate, key }: BroughtAuthority): Authority {
  try {
    return readAuthority(certificate, key, "request");
  } catch (cause) {
    const next = cause instanceof NovaError ? cause.next : "Bring certificate and key in PEM";
    throw new NovaError("BAD_REQUEST", "use the certificate authority that was brought", { next });
  }
}

/** Only where the certificate holds that one name and nothing else. */
function hostOf(certificate: X509Certificate): HostId | null {
  const text = certificate.subjectAltName ?? "";
  if (!text.startsWith(`URI:${hostUriPrefix}`)) return null;
  const parsed = hostId.safeParse(text.slice(`URI:${hostUriPrefix}`.length));
  return parsed.success ? parsed.data : null;
}
