/** Secrets that machines hold: long and random, so a fast digest is enough to keep beside them. */
export interface Secrets {
  /** 256 random bits as base64url: 43 characters. */
  make(): string;
  /** So many random bytes. */
  bytes(count: number): Uint8Array;
  /** HMAC-SHA-1 (RFC 2104), which codes of authenticator apps are made of. */
  hmacSha1(key: Uint8Array, message: Uint8Array): Uint8Array;
  /** SHA-256 as hex. */
  digest(secret: string): string;
  /** Whether two texts are equal, in time that depends only on their length. */
  same(one: string, other: string): boolean;
}
