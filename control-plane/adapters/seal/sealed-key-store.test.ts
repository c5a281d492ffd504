import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { EnvelopeBox, isSealed, withNewKey } from "./envelope-box.ts";
import { SealedKeyStore } from "./sealed-key-store.ts";

const key = "-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n";
const certificate = "-----BEGIN CERTIFICATE-----\npublic\n-----END CERTIFICATE-----\n";

function opened() {
  const files = new Map<string, string>();
  const plain = {
    read: async (name: string) => files.get(name) ?? null,
    write: async (name: string, text: string) => void files.set(name, text),
  };
  const master = randomBytes(32);
  const box = new EnvelopeBox(master, withNewKey(master, null, 1));
  return { files, store: new SealedKeyStore(plain, box) };
}

it("keeps private keys sealed and certificates plain", async () => {
  const { files, store } = opened();
  await store.write("ca.key", key);
  await store.write("ca.pem", certificate);
  expect(isSealed(files.get("ca.key") ?? "")).toBe(true);
  expect(files.get("ca.pem")).toBe(certificate);
  expect(await store.read("ca.key")).toBe(key);
  expect(await store.read("ca.pem")).toBe(certificate);
  expect(await store.read("absent")).toBeNull();
});

it("seals a key that stands there in plain", async () => {
  const { files, store } = opened();
  files.set("ca.key", key);
  expect(await store.read("ca.key")).toBe(key);
  expect(files.get("ca.key")).not.toContain("canary");
  expect(await store.read("ca.key")).toBe(key);
});

it("does not take the key of one name for another's", async () => {
  const { files, store } = opened();
  await store.write("a", key);
  files.set("b", files.get("a") ?? "");
  await expect(store.read("b")).rejects.toMatchObject({ code: "SECRETS_LOCKED" });
});
