import { execFileSync } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { releaseManifest } from "@novacron/protocol/domain/release";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildRelease } from "./build.ts";
import { releaseKeyOf } from "./release-key.ts";
import { type TestBinaries, testBinaries } from "./test-binaries.ts";

const arch = process.arch === "arm64" ? "arm64" : "x64";
let made: TestBinaries;
let folder: string;
beforeAll(async () => {
  made = await testBinaries();
  folder = mkdtempSync(join(tmpdir(), "novacron-binaries-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (name: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string =>
  execFileSync(join(made.folder, `${name}-linux-${arch}`), [...args], {
    cwd: folder,
    encoding: "utf8",
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });

test.each(["novacron-agent", "novacron", "novacron-server"])("%s runs on its own", (name) => {
  expect(run(name, ["--version"])).toBe(`${name} 0.1.0\n`);
  expect(run(name, ["--help"])).toContain("NOVACRON");
  const licences = run(name, ["--licences"]);
  for (const words of [
    "Apache License",
    "\nzod ",
    "MIT",
    "Node.js, which runs it all",
    "OpenSSL",
  ]) {
    expect(licences).toContain(words);
  }
});

test("the agent asks for the hardware by itself, and nobody slips it flags of Node", () => {
  expect(JSON.parse(run("novacron-agent", ["ask-hardware"]))).toHaveProperty("cpuModel");
  // A gate that gets no order.
  expect(run("novacron-agent", ["gate"])).toBe("");
  const env = { NODE_OPTIONS: "--this-would-end-it" };
  expect(run("novacron-agent", ["--version"], env)).toContain("0.1.0");
});

test("checksums, manifest and signature are of these very files", () => {
  const at = { cwd: made.folder, encoding: "utf8" } as const;
  expect(execFileSync("sha256sum", ["--check", "SHA256SUMS"], at).match(/: OK$/gm)).toHaveLength(3);
  const bytes = readFileSync(join(made.folder, "manifest.json"));
  const manifest = releaseManifest.parse(JSON.parse(bytes.toString()));
  expect(manifest.files.map(({ name }) => name).sort()).toEqual(
    readdirSync(made.folder).filter((name) => name.endsWith(`-${arch}`)),
  );
  const text = readFileSync(join(made.folder, "manifest.sig"), "utf8").trim();
  const x = releaseKeyOf(made.keyPath).publicText;
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  expect(verify(null, bytes, key, Buffer.from(text, "base64url"))).toBe(true);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  expect(verify(null, bytes, key, Buffer.from(text, "base64url"))).toBe(false);
});

test("the bill of materials names all that is inside, with licences", () => {
  const text = readFileSync(join(made.folder, `novacron-server-linux-${arch}.cdx.json`), "utf8");
  const { bomFormat, specVersion, components, metadata } = JSON.parse(text);
  expect({ bomFormat, specVersion }).toEqual({ bomFormat: "CycloneDX", specVersion: "1.6" });
  const names = components.map((one: { name: string }) => one.name);
  for (const name of ["zod", "fastify", "kysely", "aedes", "pino", `node-linux-${arch}`]) {
    expect(names).toContain(name);
  }
  for (const one of components) expect(one.licenses, one.name).toHaveLength(1);
  expect(metadata.component.hashes[0].content).toMatch(/^[0-9a-f]{64}$/);
});

test("building again, elsewhere, gives the same bytes", async () => {
  const out = join(folder, "elsewhere");
  await buildRelease({
    out,
    version: made.version,
    commit: null,
    committedAt: null,
    minFrom: "0.0.0",
    archs: [arch],
    programs: ["novacron-agent"],
    key: releaseKeyOf(made.keyPath),
    encodings: [],
    say: () => {},
  });
  const name = `novacron-agent-linux-${arch}`;
  for (const file of [name, `${name}.cdx.json`]) {
    const same = readFileSync(join(out, file)).equals(readFileSync(join(made.folder, file)));
    expect(same, file).toBe(true);
  }
});

test.skipIf(arch === "arm64")("the agent for arm64 runs, emulated", async () => {
  const other = await testBinaries({ arch: "arm64", programs: ["novacron-agent"] });
  const emulated = (word: string): string =>
    execFileSync("qemu-aarch64-static", [join(other.folder, "novacron-agent-linux-arm64"), word], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, QEMU_LD_PREFIX: "/usr/aarch64-linux-gnu" },
      stdio: ["ignore", "pipe", "pipe"],
    });
  expect(emulated("--version")).toBe("novacron-agent 0.1.0\n");
  expect(emulated("--help")).toContain("NOVACRON_MQTT_URL");
  expect(JSON.parse(emulated("ask-hardware"))).toHaveProperty("cpuModel");
});
