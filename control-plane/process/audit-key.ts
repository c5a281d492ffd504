import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isSealed } from "../adapters/seal/envelope-box.ts";
import type { SecretBox } from "../ports/secret-box.ts";
import { writePrivateFile } from "./private-file.ts";

export const auditKeyFile = "audit-key.pem";
const purpose = "audit key";

/** The audit log's own key (PKCS #8 in PEM): made at the first start, kept sealed. */
export async function readAuditKey(folder: string, sealing: SecretBox): Promise<string> {
  const path = join(folder, auditKeyFile);
  const known = existsSync(path) ? readFileSync(path, "utf8").trim() : null;
  if (known !== null && isSealed(known)) return sealing.open(purpose, known);
  const text = known ?? newKey();
  await writePrivateFile(path, `${sealing.seal(purpose, text)}\n`);
  return text;
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
