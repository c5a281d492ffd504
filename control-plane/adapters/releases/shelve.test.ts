import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FolderShelf } from "./folder-shelf.ts";
import { shelveRelease, unshelveRelease } from "./shelve.ts";

const own = generateKeyPairSync("ed25519");
const keys = [own.publicKey.export({ format: "jwk" }).x ?? ""];
const packed = "novacron-agent-linux-x64.zst";
let folder: string;
let shelf: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "novacron-shelve-"));
  shelf = join(folder, "shelf");
});
afterEach(() => rmSync(folder, { recursive: true }));

function sized(name: string, text: string) {
  return {
    name,
    sha256: createHash("sha256").update(text).digest("hex"),
    bytes: Buffer.byteLength(text),
  };
}

/** A folder as the build leaves it; its name says nothing. */
function built(version: string, key: KeyObject = own.privateKey): string {
  const from = mkdtempSync(join(folder, "built-"));
  const program = { program: "novacron-agent", arch: "x64" };
  const file = { ...program, ...sized("novacron-agent-linux-x64", "whole") };
  const files = [{ ...file, packed: [{ encoding: "zstd", ...sized(packed, "packed") }] }];
  const manifest = { format: 1, version, commit: null, minFrom: "0.1.0", files };
  const text = JSON.stringify(manifest);
  writeFileSync(join(from, packed), "packed");
  writeFileSync(join(from, "notes.txt"), "not of the release");
  writeFileSync(join(from, "manifest.json"), text);
  writeFileSync(
    join(from, "manifest.sig"),
    sign(null, Buffer.from(text), key).toString("base64url"),
  );
  return from;
}

const add = (from: string) => shelveRelease({ shelf, from, keys });
const onShelf = () => readdirSync(shelf).sort();

describe("a release", () => {
  test("is copied as it was signed, and nothing else with it", async () => {
    const from = built("0.2.0");
    const { copied, absent } = await add(from);
    expect({ copied, absent }).toEqual({ copied: [packed], absent: ["novacron-agent-linux-x64"] });
    expect(onShelf()).toEqual(["0.2.0"]);
    const there = readdirSync(join(shelf, "0.2.0")).sort();
    expect(there).toEqual(["manifest.json", "manifest.sig", packed].sort());
    const kept = readFileSync(join(shelf, "0.2.0", "manifest.json"));
    expect(kept).toEqual(readFileSync(join(from, "manifest.json")));
    const reader = new FolderShelf(shelf, keys);
    const [listed] = await reader.list();
    expect(listed).toMatchObject({ trusted: true, manifest: { version: "0.2.0" } });
    expect(await reader.isWhole(listed!)).toBe(true);
  });

  test.each<[string, string, (from: string) => void]>([
    ["a changed file", "RELEASE_UNTRUSTED", (from) => writeFileSync(join(from, packed), "pocked")],
    ["a cut file", "RELEASE_UNTRUSTED", (from) => writeFileSync(join(from, packed), "pack")],
    ["a file that is missing", "RELEASE_UNTRUSTED", (from) => rmSync(join(from, packed))],
    ["no manifest", "NOT_FOUND", (from) => rmSync(join(from, "manifest.json"))],
    ["no signature", "RELEASE_UNTRUSTED", (from) => rmSync(join(from, "manifest.sig"))],
    [
      "a changed manifest",
      "RELEASE_UNTRUSTED",
      (from) => {
        const text = readFileSync(join(from, "manifest.json"), "utf8");
        writeFileSync(join(from, "manifest.json"), text.replace("0.2.0", "9.2.0"));
      },
    ],
    [
      "a link in place of a file",
      "RELEASE_UNTRUSTED",
      (from) => {
        rmSync(join(from, packed));
        writeFileSync(join(folder, "elsewhere"), "packed");
        symlinkSync(join(folder, "elsewhere"), join(from, packed));
      },
    ],
    [
      "a folder in place of a file",
      "RELEASE_UNTRUSTED",
      (from) => {
        rmSync(join(from, packed));
        mkdirSync(join(from, packed));
      },
    ],
  ])("with %s is refused, and leaves nothing", async (_what, code, spoil) => {
    const from = built("0.2.0");
    spoil(from);
    mkdirSync(shelf);
    await expect(add(from)).rejects.toMatchObject({ code });
    expect(onShelf()).toEqual([]);
  });

  test("by a foreign key is refused, and says which keys are trusted", async () => {
    const foreign = generateKeyPairSync("ed25519").privateKey;
    await expect(add(built("0.2.0", foreign))).rejects.toMatchObject({
      code: "RELEASE_UNTRUSTED",
      next: expect.stringContaining(keys[0]!),
    });
  });

  test("that is there already, or older than what is there, is refused", async () => {
    await add(built("0.2.0"));
    await expect(add(built("0.2.0"))).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(add(built("0.1.5"))).rejects.toMatchObject({
      code: "RELEASE_REFUSED",
      next: expect.stringContaining("remove 0.2.0 first"),
    });
    await add(built("0.3.0"));
    expect(onShelf()).toEqual(["0.2.0", "0.3.0"]);
  });

  test("is taken off again; what a link there points at stays", async () => {
    await add(built("0.2.0"));
    await unshelveRelease(shelf, "0.2.0");
    mkdirSync(join(folder, "precious"));
    writeFileSync(join(folder, "precious", "file"), "kept");
    symlinkSync(join(folder, "precious"), join(shelf, "0.3.0"));
    await unshelveRelease(shelf, "0.3.0");
    expect(onShelf()).toEqual([]);
    expect(readFileSync(join(folder, "precious", "file"), "utf8")).toBe("kept");
    await expect(unshelveRelease(shelf, "0.2.0")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
