import { createPublicKey, verify } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { SecretBox } from "../../ports/secret-box.ts";
import { FileSigningKeys } from "./file-signing-keys.ts";

const box: SecretBox = { seal: (_, text) => text, open: (_, text) => text };
let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-signing-"));
  path = join(folder, "signing-keys");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function started(): Promise<FileSigningKeys> {
  const keys = new FileSigningKeys({ path, box, write: writeFile });
  await keys.start();
  return keys;
}

/** As an agent checks it. */
function isSigned(text: string, signature: string, key: string): boolean {
  const publicKey = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: key }, format: "jwk" });
  return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, "base64url"));
}

it("makes a key once and signs with it over a restart", async () => {
  const [key = ""] = (await started()).keys();
  const again = await started();
  expect(again.keys()).toEqual([key]);
  const proof = again.sign("a text");
  expect(proof.key).toBe(key.slice(0, 12));
  expect(isSigned("a text", proof.signature, key)).toBe(true);
  expect(isSigned("another", proof.signature, key)).toBe(false);
});

it("goes on signing with the old key until the next one takes over", async () => {
  const keys = await started();
  const [first = ""] = keys.keys();
  await keys.prepare();
  await keys.prepare();
  const [, next = ""] = keys.keys();
  expect(keys.keys()).toEqual([first, next]);
  expect((await started()).sign("x").key).toBe(first.slice(0, 12));
  await keys.complete();
  expect((await started()).keys()).toEqual([next]);
  await expect(keys.complete()).rejects.toMatchObject({ code: "CONFLICT" });
});

it("makes no new key in the place of one that cannot be read", async () => {
  await started();
  const text = await readFile(path, "utf8");
  await writeFile(path, text.slice(0, 40));
  await expect(started()).rejects.toMatchObject({ code: "STORE_CORRUPT" });
  expect(await readFile(path, "utf8")).toBe(text.slice(0, 40));
});
