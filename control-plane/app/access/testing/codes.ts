import { NodeSecrets } from "../../../adapters/hasher/node-secrets.ts";
import type { TestControl } from "../../../kit/kit.ts";
import { fromBase32, totpCode, totpForm } from "../totp.ts";

/** What the authenticator app with this secret shows now. */
export function codeOf(secret: string, control: TestControl): string {
  const { hmacSha1 } = new NodeSecrets();
  return totpCode(hmacSha1, fromBase32(secret), Math.floor(control.clock.now() / totpForm.stepMs));
}
