import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Secrets } from "../../ports/secrets.ts";

/** Secrets from the system's random source. */
export class NodeSecrets implements Secrets {
  make(): string {
    return randomBytes(32).toString("base64url");
  }

  bytes(count: number): Uint8Array {
    return new Uint8Array(randomBytes(count));
  }

  hmacSha1(key: Uint8Array, message: Uint8Array): Uint8Array {
    return new Uint8Array(createHmac("sha1", key).update(message).digest());
  }

  digest(secret: string): string {
    return createHash("sha256").update(secret).digest("hex");
  }

  /** Compares digests, so that even the length of the right one does not show. */
  same(one: string, other: string): boolean {
    return timingSafeEqual(Buffer.from(this.digest(one)), Buffer.from(this.digest(other)));
  }
}
