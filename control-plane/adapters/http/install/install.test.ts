import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isProtected, joinLine } from "@novacron/protocol/domain/join-line";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestServer, testServer } from "../testing/server.ts";
import { DownloadSlots } from "./download-slots.ts";
import { fillScript } from "./install-script.ts";
import { ReleaseFolder } from "./release-folder.ts";

const directory = join(import.meta.dirname, "../../../../install");
const caHash = "a".repeat(43);
let releases: string;
let server: TestServer;

beforeEach(async () => {
  releases = await mkdtemp(join(tmpdir(), "novacron-releases-"));
  const install = { directory, releases, caHash: async () => caHash };
  server = await testServer({ install });
});
afterEach(async () => {
  await server.stop();
  await rm(releases, { recursive: true });
});

const program = Buffer.from("#!/bin/sh\necho agent\n");
const sha256 = createHash("sha256").update(program).digest("hex");

async function addRelease(version: string, change: object = {}): Promise<void> {
  const folder = join(releases, version);
  await mkdir(folder);
  const name = "novacron-agent-linux-x64";
  const file = { program: "novacron-agent", arch: "x64", name, sha256, bytes: program.length };
  const files = [{ ...file, packed: [], ...change }];
  const manifest = { format: 1, version, commit: null, minFrom: "0.0.0", files };
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  await writeFile(join(folder, name), program);
}

const ask = (path: string, init: RequestInit = {}) => fetch(`${server.url}${path}`, init);

/** `fetch` sends no Host header but its own. */
function askAs(host: string, path: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    get({ port: server.port, path, headers: { host } }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => {
        text += chunk.toString();
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
    }).on("error", reject);
  });
}

describe("the script", () => {
  test("holds address, hash of the authority and the programs' checksums, and is sound", async () => {
    await addRelease("0.1.0");
    const script = await (await ask("/install.sh")).text();
    expect(script).toContain(`url='${server.url}'`);
    expect(script).toContain(`ca_hash='${caHash}'`);
    expect(script).toContain(`${sha256} ${program.length} novacron-agent-linux-x64`);
    expect(script).toContain("ProtectSystem=strict");
    expect(script).not.toMatch(/@[A-Z_]+@/);
    expect(spawnSync("sh", ["-n"], { input: script }).status).toBe(0);
  });

  test("is there without a release, too, and then says what is missing", async () => {
    const script = await (await ask("/install.sh")).text();
    expect(script).toContain("files=''");
  });

  test.each(["x'$(id)'", "a b", "a/b", "-x", "a:b:c", "[::1", "a;b:80", "a\tb"])(
    "a Host header of %j does not get into it",
    async (host) => {
      const { status, text } = await askAs(host, "/install.sh");
      expect(status).toBe(400);
      expect(text).not.toContain("#!/bin/sh");
    },
  );

  test("takes the address by which it was reached", async () => {
    expect((await askAs("nova.example:8470", "/install.sh")).text).toContain(
      "url='http://nova.example:8470'",
    );
    expect((await askAs("[2001:db8::1]:8470", "/install.sh")).text).toContain(
      "url='http://[2001:db8::1]:8470'",
    );
  });

  test("a value that could become a command is never filled in", () => {
    const parts = { script: "x='@URL@'", unit: "" };
    const values = { url: "http://a", pin: null, caHash: null, version: "1.0.0", release: null };
    expect(fillScript(parts, values)).toBe("x='http://a'");
    for (const bad of ["'", "\n", "`", "$", "\\", ";", '"', "\u2028"]) {
      expect(() => fillScript(parts, { ...values, caHash: `x${bad}` })).toThrow(RangeError);
    }
  });
});

describe("the programs", () => {
  test("come whole, with the size and checksum that were announced", async () => {
    await addRelease("0.1.0");
    const answer = await ask("/install/novacron-agent-linux-x64");
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(program);
    expect(answer.headers.get("content-type")).toBe("application/octet-stream");
    const description = await (await ask("/install/release.json")).json();
    expect(description).toMatchObject({
      url: server.url,
      pin: null,
      caHash,
      version: "0.1.0",
      release: "0.1.0",
      files: [{ name: "novacron-agent-linux-x64", sha256 }],
    });
  });

  test.each([
    "/install/manifest.json",
    "/install/..%2f..%2fetc%2fpasswd",
    "/install/%2e%2e/manifest.json",
    "/install/novacron-agent-linux-x64%00",
    "/install/.",
  ])("%s is not handed out", async (path) => {
    await addRelease("0.1.0");
    const answer = await ask(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.text()).not.toContain("minFrom");
  });

  test("a manifest that names a path outside is not taken", async () => {
    await addRelease("0.1.0", { name: "../../secret" });
    expect(await (await ask("/install/release.json")).json()).toMatchObject({ release: null });
  });

  test("a file of another size than announced is not handed out", async () => {
    await addRelease("0.1.0", { bytes: 5 });
    expect((await ask("/install/novacron-agent-linux-x64")).status).toBe(404);
  });

  test("the control plane's own version goes before newer ones, else the newest", async () => {
    const folder = (version: string) => new ReleaseFolder({ folder: releases, version });
    await addRelease("0.9.0");
    await addRelease("0.10.0");
    expect((await folder("0.9.0").current())?.version).toBe("0.9.0");
    expect((await folder("0.1.0").current())?.version).toBe("0.10.0");
    await writeFile(join(releases, "0.10.0", "manifest.json"), "{");
    expect((await folder("0.1.0").current())?.version).toBe("0.9.0");
  });

  test("who asks for too much waits", async () => {
    const limits = { atOnce: 2, atOncePerAddress: 1, longestMs: 1, retryAfterMs: 1 };
    const slots = new DownloadSlots(limits);
    const free = slots.take("a");
    expect(slots.take("a")).toBeNull();
    const other = slots.take("b");
    expect(slots.take("c")).toBeNull();
    free?.();
    free?.();
    expect(slots.take("c")).not.toBeNull();
    expect(slots.take("d")).toBeNull();
    other?.();
    expect(slots.take("d")).not.toBeNull();
  });

  test("an address that asks on and on is refused for a while", async () => {
    await server.stop();
    const install = { directory, releases, caHash: async () => null };
    const anonymousLimit = { burst: 3, perSecond: 0.001, addresses: 10 };
    server = await testServer({ install, anonymousLimit });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) statuses.push((await ask("/install.sh")).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });
});

describe("the line", () => {
  test("pins the key where there is one", () => {
    const pin = "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    const line = joinLine({ url: "https://nova.example:8470", pin }, "nct1.a.b.c");
    expect(line).toBe(
      `curl -fsSk --pinnedpubkey '${pin}' https://nova.example:8470/install.sh | sudo sh -s -- --token nct1.a.b.c`,
    );
    expect(joinLine({ url: "https://nova.example", pin: null }, "t")).not.toContain("-fsSk");
  });

  test("knows what is protected", () => {
    expect(isProtected("https://a")).toBe(true);
    expect(isProtected("http://127.0.0.1:8470")).toBe(true);
    expect(isProtected("http://nova.example:8470")).toBe(false);
  });
});
