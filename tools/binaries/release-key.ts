import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Signs releases: Ed25519 (RFC 8032). Whoever holds it can put a program on every host: keep it off the network. */
export interface ReleaseKey {
  readonly secret: KeyObject;
  /** As binaries have it built in: 32 bytes in base64url. */
  readonly publicText: string;
}

/** The key of a PEM file (PKCS #8); made, readable to its owner alone, where the file does not exist. */
export function releaseKeyOf(path: string): ReleaseKey {
  if (!existsSync(path)) makeKey(path);
  const secret = createPrivateKey(readFileSync(path));
  if (secret.asymmetricKeyType !== "ed25519") throw new Error(`${path} is not an Ed25519 key`);
  const { x } = createPublicKey(secret).export({ format: "jwk" });
  if (x === undefined) throw new Error(`${path} has no public half`);
  return { secret, publicText: x };
}

/** What stands in `manifest.sig`. */
export function signManifest(key: ReleaseKey, manifest: Buffer): string {
  return sign(null, manifest, key.secret).toString("base64url");
}

function makeKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync("ed25519");
  writeFileSync(path, privateKey.export({ format: "pem", type: "pkcs8" }), {
    mode: 0o600,
    flag: "wx",
  });
}
