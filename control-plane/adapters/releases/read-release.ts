import { createPublicKey, verify } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  maxManifestBytes,
  releaseManifest,
  releaseSignature,
} from "@novacron/protocol/domain/release";
import type { ShelvedRelease } from "../../ports/release-shelf.ts";

/** Beside the signature itself: the end of its line. */
const maxSignatureBytes = 128;

/** The manifest in a folder, and whether one of the keys signed it; null where there is none that can be read. */
export async function readRelease(
  folder: string,
  keys: readonly string[],
): Promise<ShelvedRelease | null> {
  try {
    const text = await boundText(join(folder, "manifest.json"), maxManifestBytes);
    const manifest = releaseManifest.parse(JSON.parse(text));
    const path = join(folder, "manifest.sig");
    const signature = (await boundText(path, maxSignatureBytes).catch(() => "")).trim();
    const isForm = releaseSignature.safeParse(signature).success;
    const trusted = isForm && keys.some((key) => isSigned(text, signature, key));
    return { manifest, text, signature, trusted };
  } catch {
    return null;
  }
}

async function boundText(path: string, most: number): Promise<string> {
  const found = await stat(path);
  if (!found.isFile() || found.size > most) throw new RangeError(`${path} is too large`);
  return readFile(path, "utf8");
}

function isSigned(text: string, signature: string, x: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, "base64url"));
  } catch {
    return false;
  }
}
