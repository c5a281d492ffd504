import { createHash } from "node:crypto";
import type { AuditCheckpoint } from "@novacron/protocol/domain/audit";
import type { AuditSeal } from "../../ports/audit-seal.ts";

/** For the simulation and for tests: nothing there forges a signature. */
export class MemoryAuditSeal implements AuditSeal {
  #anchored: AuditCheckpoint | null = null;

  digest(text: string): string {
    return createHash("sha256").update(text).digest("hex");
  }

  sign(text: string): string {
    return `signed ${text.length}`;
  }

  publicKey(): string {
    return "memory";
  }

  isSigned(text: string, signature: string): boolean {
    return signature === this.sign(text);
  }

  anchor(checkpoint: AuditCheckpoint): void {
    this.#anchored = checkpoint;
  }

  anchored(): AuditCheckpoint | null {
    return this.#anchored;
  }
}
