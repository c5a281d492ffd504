import { type HostId, hostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type {
  AuthorityFacts,
  Certificate,
  CertificateWish,
  CheckedRequest,
  HostCertificate,
  RevocationWish,
  RotatingAuthority,
} from "../../ports/certificate-authority.ts";

/**
 * An authority without cryptography, for tests of what is decided and for the simulation: a request is
 * `request of KEY`, a certificate is readable text.
 */
export class MemoryAuthority implements RotatingAuthority {
  #issued = 0;
  #made = 1;
  /** Those that are trusted, by their state. */
  #hashes: { signing: string; next: string | null; old: string | null } = {
    signing: hashOf(1),
    next: null,
    old: null,
  };

  caPem(): string {
    const { signing, next, old } = this.#hashes;
    const all = [old, signing, next].filter((hash) => hash !== null);
    return all.map(pemOf).join("\n");
  }

  caHash(): string {
    return this.#hashes.old ?? this.#hashes.signing;
  }

  issuer(): string {
    return this.#hashes.signing;
  }

  authorities(): readonly AuthorityFacts[] {
    const { signing, next, old } = this.#hashes;
    const facts = (hash: string | null, state: AuthorityFacts["state"]) =>
      hash === null
        ? []
        : [{ hash, state, pem: pemOf(hash), subject: "memory", notBefore: 0, notAfter: 0 }];
    return [...facts(old, "old"), ...facts(signing, "signing"), ...facts(next, "next")];
  }

  hasRotated(): boolean {
    return this.#made > 1;
  }

  async prepare(): Promise<void> {
    this.#made += 1;
    this.#hashes = { ...this.#hashes, next: hashOf(this.#made) };
  }

  async abandon(): Promise<void> {
    this.#hashes = { ...this.#hashes, next: null };
  }

  async switchOver(): Promise<void> {
    const { signing, next } = this.#hashes;
    this.#hashes = { signing: next ?? signing, next: null, old: signing };
  }

  async withdraw(): Promise<void> {
    this.#hashes = { ...this.#hashes, old: null };
  }

  async readRequest(pem: string): Promise<CheckedRequest> {
    const found = /^request of (\w+)$/.exec(pem);
    if (found === null) throw new NovaError("REQUEST_REFUSED", "read a request");
    return keyOf(found[1] ?? "");
  }

  async issueHost(wish: CertificateWish): Promise<Certificate> {
    return this.#issue("host", wish);
  }

  async issueQemu(wish: CertificateWish): Promise<Certificate> {
    return this.#issue("qemu", wish);
  }

  async revocationLists({ revoked }: RevocationWish): Promise<string> {
    const lists = this.authorities().map(({ hash }) => {
      const serials = revoked.filter(({ issuer }) => issuer === hash).map(({ serial }) => serial);
      return `list of ${hash}: ${serials.join(" ")}`;
    });
    return lists.join("\n");
  }

  readHostCertificate(der: Uint8Array): HostCertificate | null {
    const [kind, host, key = "", serial = "", from, to, issuer = ""] = new TextDecoder()
      .decode(der)
      .split(" ");
    if (kind !== "host" || !this.authorities().some(({ hash }) => hash === issuer)) return null;
    const times = { notBefore: Number(from), notAfter: Number(to) };
    return { host: hostId.parse(host), issuer, ...keyOf(key), serial, ...times };
  }

  #issue(kind: string, { host, publicKey, notBefore, notAfter }: CertificateWish): Certificate {
    this.#issued += 1;
    const serial = this.#issued.toString(16).toUpperCase();
    const key = new TextDecoder().decode(publicKey);
    return {
      pem: certificateText(kind, host, [key, serial, notBefore, notAfter, this.issuer()]),
      serial,
      notBefore,
      notAfter,
    };
  }
}

function hashOf(number: number): string {
  return `memory${number === 1 ? "" : number}`.padEnd(43, "-");
}

function pemOf(hash: string): string {
  return `certificate of the ${hash.replaceAll("-", "")} authority`;
}

function certificateText(kind: string, host: HostId, rest: readonly (string | number)[]): string {
  return [kind, host, ...rest].join(" ");
}

function keyOf(name: string): CheckedRequest {
  return { publicKey: new TextEncoder().encode(name), keyHash: name.padEnd(43, "-") };
}
