import type { AuditCheckpoint } from "@novacron/protocol/domain/audit";

/** Signs heads of the audit log, and keeps the newest one outside of the database. */
export interface AuditSeal {
  /** SHA-256 of the text's UTF-8 bytes, lower-case hex. */
  digest(text: string): string;
  /** Ed25519 by the audit log's own key, base64url. */
  sign(text: string): string;
  /** The public half as SubjectPublicKeyInfo in PEM. */
  publicKey(): string;
  isSigned(text: string, signature: string): boolean;
  /**
   * Keeps the head beside the database and says it in the process's log, so that a log cut at its end shows.
   * Throws where it cannot be kept.
   */
  anchor(checkpoint: AuditCheckpoint): void;
  /** The one kept last; null where there is none. */
  anchored(): AuditCheckpoint | null;
}
