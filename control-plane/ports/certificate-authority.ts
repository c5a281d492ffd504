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

/** The fleet's certificate authority. Its key never leaves the adapter. */
export interface CertificateAuthority {
  /** Certificate of the authority, PEM. */
  caPem(): string;
  /** SHA-256 of its SubjectPublicKeyInfo, base64url. */
  caHash(): string;
  /** Rejects REQUEST_REFUSED for anything but a request for a P-256 key signed by that key. */
  readRequest(pem: string): Promise<CheckedRequest>;
  /** For an agent as a client. The subject and the names are made here, never taken from a request. */
  issueHost(wish: CertificateWish): Promise<Certificate>;
  /** For QEMU on a host, as client and server of migrations; names it beside the host's id. */
  issueQemu(wish: CertificateWish & { readonly names: readonly string[] }): Promise<Certificate>;
  /** Null for what is not a certificate of a host from this authority. `der` is untrusted. */
  readHostCertificate(der: Uint8Array): HostCertificate | null;
}
