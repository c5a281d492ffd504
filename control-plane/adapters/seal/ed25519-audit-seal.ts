import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { type AuditCheckpoint, auditCheckpoint } from "@novacron/protocol/domain/audit";
import type { AuditSeal } from "../../ports/audit-seal.ts";

/** Signs with the key it is given; the newest head stands in a file beside the database. */
export class Ed25519AuditSeal implements AuditSeal {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #path: string;

  /** `privateKey`: PKCS #8 in PEM. */
  constructor(privateKey: string, path: string) {
    this.#privateKey = createPrivateKey(privateKey);
    this.#publicKey = createPublicKey(this.#privateKey);
    this.#path = path;
  }

  digest(text: string): string {
    return createHash("sha256").update(text).digest("hex");
  }

  sign(text: string): string {
    return sign(null, Buffer.from(text), this.#privateKey).toString("base64url");
  }

  publicKey(): string {
    return this.#publicKey.export({ type: "spki", format: "pem" }).toString();
  }

  isSigned(text: string, signature: string): boolean {
    return verify(null, Buffer.from(text), this.#publicKey, Buffer.from(signature, "base64url"));
  }

  anchor(checkpoint: AuditCheckpoint): void {
    const text = `${JSON.stringify({ ...checkpoint, publicKey: this.publicKey() })}\n`;
    // Not synced: after a power cut it may be one head behind, which is still a head that must be there.
    writeFileSync(`${this.#path}.new`, text, { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }

  anchored(): AuditCheckpoint | null {
    try {
      return auditCheckpoint.parse(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch {
      return null;
    }
  }
}
