import { generateKeyPairSync, sign } from "node:crypto";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { expect, test } from "vitest";
import { fileToRun, type ReleaseJudge, readManifest } from "./judge-release.ts";
import { isReleaseSigned } from "./release-signature.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const key = publicKey.export({ format: "jwk" }).x ?? "";
const stranger = generateKeyPairSync("ed25519").privateKey;
const judge: ReleaseJudge = {
  ownVersion: "0.2.0",
  arch: "x64",
  keys: [key],
  isSigned: isReleaseSigned,
};

function offer(change: object = {}, by = privateKey) {
  const file = {
    program: "novacron-agent",
    arch: "x64",
    name: "novacron-agent-linux-x64",
    sha256: "0".repeat(64),
    bytes: 10,
    packed: [],
  };
  const content = { format: 1, version: "0.3.0", commit: null, minFrom: "0.2.0", files: [file] };
  const manifest = JSON.stringify({ ...content, ...change });
  const signature = sign(null, Buffer.from(manifest), by).toString("base64url");
  return { version: "0.3.0", manifest, signature };
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof NovaError) return error.code;
    throw error;
  }
  return "";
};

test("a signed, newer release of the next step is taken", () => {
  expect(fileToRun(readManifest(offer(), judge), judge).name).toBe("novacron-agent-linux-x64");
});

test("what no trusted key signed is refused, also when one character differs", () => {
  const untrusted = (text: ReturnType<typeof offer>, keys = [key]): string =>
    codeOf(() => readManifest(text, { ...judge, keys }));
  expect(untrusted(offer({}, stranger))).toBe("RELEASE_UNTRUSTED");
  const good = offer();
  expect(untrusted({ ...good, manifest: good.manifest.replace("0.2.0", "0.1.0") })).toBe(
    "RELEASE_UNTRUSTED",
  );
  expect(untrusted({ ...good, signature: "" })).toBe("RELEASE_UNTRUSTED");
  expect(untrusted({ ...good, signature: `${good.signature.slice(1)}A` })).toBe(
    "RELEASE_UNTRUSTED",
  );
  expect(untrusted(good, [])).toBe("RELEASE_UNTRUSTED");
  expect(untrusted(good, ["A".repeat(43), "not a key"])).toBe("RELEASE_UNTRUSTED");
});

test("a signed release under another's name is refused", () => {
  expect(codeOf(() => readManifest(offer({ version: "0.9.0" }), judge))).toBe("RELEASE_UNTRUSTED");
});

test.each([
  ["the same version", "0.3.0", "x64"],
  ["an older version", "0.4.0", "x64"],
  ["a skipped release", "0.1.9", "x64"],
  ["no program for this processor", "0.2.0", "arm64"],
] as const)("%s is refused", (_what, ownVersion, arch) => {
  const other = { ...judge, ownVersion, arch };
  expect(codeOf(() => fileToRun(readManifest(offer(), other), other))).toBe("RELEASE_REFUSED");
});
