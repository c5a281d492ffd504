import type { HostId } from "@novacron/protocol/domain/ids";

/** A request whose signature proves that the sender holds the key. All else in it is not looked at. */
export interface CheckedRequest {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** SHA-256 of it, base64url. */
  readonly keyHash: string;
}

export interface Certificate {
  readonly pem: string;
  /** Upper-case hexadecimal. */
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

/** What a certificate of a host says, its signature checked. Whether it still counts is decided elsewhere. */
export interface HostCertificate {
  readonly host: HostId;
  /** Hash of the authority that signed it. */
  readonly issuer: string;
  readonly publicKey: Uint8Array;
  readonly keyHash: string;
  readonly serial: string;
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface CertificateWish {
  readonly publicKey: Uint8Array;
  readonly host: HostId;
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface RevocationWish {
  readonly revoked: readonly {
    readonly serial: string;
    readonly at: number;
    readonly issuer: string;
  }[];
  readonly now: number;
  /** Until when a broker may go by it. */
  readonly until: number;
}

/** The fleet's certificate authority. Its key never leaves the adapter. */
export interface CertificateAuthority {
  /** Certificates of all authorities that are trusted now, PEM, the one that `caHash` names first. */
  caPem(): string;
  /** SHA-256 of the SubjectPublicKeyInfo of the one that signed what the control plane shows, base64url. */
  caHash(): string;
  /** Hash of the one that signs certificates of hosts. */
  issuer(): string;
  /** Rejects REQUEST_REFUSED for anything but a request for a P-256 key signed by that key. */
  readRequest(pem: string): Promise<CheckedRequest>;
  /** For an agent as a client. The subject and the names are made here, never taken from a request. */
  issueHost(wish: CertificateWish): Promise<Certificate>;
  /** For QEMU on a host, as client and server of migrations; names it beside the host's id. */
  issueQemu(wish: CertificateWish & { readonly names: readonly string[] }): Promise<Certificate>;
  /** One signed list for each trusted authority, PEM: a broker asks for one even where nothing is revoked. */
  revocationLists(of: RevocationWish): Promise<string>;
  /** Null for what is not a certificate of a host from this authority. `der` is untrusted. */
  readHostCertificate(der: Uint8Array): HostCertificate | null;
}

export interface AuthorityFacts {
  /** SHA-256 of its SubjectPublicKeyInfo, base64url. */
  readonly hash: string;
  readonly pem: string;
  readonly subject: string;
  readonly notBefore: number;
  readonly notAfter: number;
  /** `next` is trusted and does not sign yet, `old` is trusted still and signs for hosts no more. */
  readonly state: "old" | "signing" | "next";
}

/** An authority that its owner brings, PEM. */
export interface BroughtAuthority {
  readonly certificate: string;
  readonly key: string;
}

/**
 * An authority that can be replaced while hosts run: `prepare` adds the next one to what is trusted, `switchOver`
 * has it sign for hosts, `withdraw` ends the trust in the one before. Each is durable when it resolves.
 */
export interface RotatingAuthority extends CertificateAuthority {
  authorities(): readonly AuthorityFacts[];
  /** Whether agents have to be told which ones count, since it may be others than those they joined with. */
  hasRotated(): boolean;
  /** Makes the next one, or takes the one brought. Rejects BAD_REQUEST where that cannot sign for hosts. */
  prepare(brought: BroughtAuthority | null): Promise<void>;
  /** Takes back what was prepared. */
  abandon(): Promise<void>;
  switchOver(): Promise<void>;
  withdraw(): Promise<void>;
}
