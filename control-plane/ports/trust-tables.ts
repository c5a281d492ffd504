import type { HostId } from "@novacron/protocol/domain/ids";

/** A token with which one host joins once. */
export interface EnrolmentTokenRow {
  readonly id: string;
  /** SHA-256 of its secret, hex: the secret itself is never stored. */
  readonly hash: string;
  readonly label: string;
  /** The only host it is good for; null: any that has no identity yet. */
  readonly host: HostId | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly used: { readonly at: number; readonly host: HostId; readonly address: string } | null;
  readonly revoked: { readonly at: number; readonly by: string } | null;
}

/** Who a host is: the key that it proved to hold, and what was certified of it. */
export interface IdentityRow {
  readonly host: HostId;
  readonly name: string;
  /** SHA-256 of the key's SubjectPublicKeyInfo, base64url. */
  readonly keyHash: string;
  readonly serial: string;
  /** Hash of the authority that signed it; not kept before the fleet could have more than one. */
  readonly issuer?: string;
  readonly enrolledAt: number;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly qemu: { readonly serial: string; readonly notAfter: number } | null;
  readonly revoked: { readonly at: number; readonly by: string } | null;
  readonly cloned: { readonly at: number; readonly evidence: readonly string[] } | null;
  /** Another key that asks to be this host. */
  readonly waiting: {
    readonly keyHash: string;
    readonly name: string;
    readonly address: string;
    readonly at: number;
    readonly approvedBy: string | null;
  } | null;
  /** Keys that were this host's and never are again; newest first, bounded. */
  readonly pastKeys: readonly string[];
  /** Certificates that were given out for its key and may not have ended yet. */
  readonly live?: readonly IssuedCertificate[];
  /** Those that are revoked and may not have ended yet, for a revocation list. */
  readonly revokedSerials: readonly RevokedCertificate[];
  /** When the host was forgotten: it is none any more, but what it held may not have ended yet. */
  readonly forgotten?: number;
}

export interface IssuedCertificate {
  readonly serial: string;
  readonly notAfter: number;
  /** Hash of the authority that signed it. */
  readonly issuer: string;
}

export interface RevokedCertificate extends Partial<IssuedCertificate> {
  readonly serial: string;
  readonly at: number;
}

export interface TrustTables {
  token(id: string): Promise<EnrolmentTokenRow | null>;
  /** Newest first. */
  tokens(): Promise<readonly EnrolmentTokenRow[]>;
  putToken(row: EnrolmentTokenRow): Promise<void>;
  /** Forgets tokens that ended before `beforeMs`; what they were used for stands in the record. */
  sweepTokens(beforeMs: number): Promise<void>;
  identities(): Promise<readonly IdentityRow[]>;
  putIdentity(row: IdentityRow): Promise<void>;
  deleteIdentity(host: HostId): Promise<void>;
}
