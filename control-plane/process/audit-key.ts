import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writePrivateFile } from "./private-file.ts";

/** The audit log's own key (PKCS #8 in PEM): made at the first start, readable by its owner only. */
export async function readAuditKey(folder: string): Promise<string> {
  const path = join(folder, "audit-key.pem");
  if (existsSync(path)) return readFileSync(path, "utf8");
  const { privateKey } = generateKeyPairSync("ed25519");
  const text = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  await writePrivateFile(path, text);
  return text;
}
