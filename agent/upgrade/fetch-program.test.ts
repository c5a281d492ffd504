import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import type { ReleaseFile } from "@novacron/protocol/domain/release";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fetchProgram } from "./fetch-program.ts";

const program = Buffer.concat([randomBytes(300_000), Buffer.alloc(300_000, "novacron")]);
const packed = zstdCompressSync(program);
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

let folder: string;
let server: Server;
let answer: Buffer | null;
let stalls: boolean;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "novacron-fetch-"));
  answer = packed;
  stalls = false;
  server = createServer((request, reply) => {
    if (answer === null || request.url !== "/releases/0.3.0/agent.zst") reply.writeHead(404).end();
    else if (stalls) reply.writeHead(200).write(answer.subarray(0, 1_000));
    else reply.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const path = () => join(folder, "program", "novacron-agent-0.3.0");

const portNow = (): number => (server.address() as AddressInfo).port;

async function fetched(
  change: Partial<ReleaseFile["packed"][number]> = {},
  signal = new AbortController().signal,
  port = portNow(),
) {
  const bytes = packed.length;
  const of = { name: "agent.zst", encoding: "zstd", sha256: sha256(packed), bytes } as const;
  const file: ReleaseFile = {
    program: "novacron-agent",
    arch: "x64",
    name: "agent",
    sha256: sha256(program),
    bytes: program.length,
    packed: [{ ...of, ...change }],
  };
  const ratios: number[] = [];
  const url = `http://127.0.0.1:${port}/releases/0.3.0`;
  const progress = (ratio: number) => void ratios.push(ratio);
  try {
    await fetchProgram({ url, file, path: path(), signal, progress });
    return ratios.at(-1);
  } catch (error) {
    // Refused is refused: nothing is left that could be run.
    expect(existsSync(path())).toBe(false);
    expect(existsSync(join(folder, "program")) ? readdirSync(join(folder, "program")) : []).toEqual(
      [],
    );
    return error instanceof NovaError ? error.code : error;
  }
}

test("the program arrives whole and can be run", async () => {
  expect(await fetched()).toBe(1);
  expect(readFileSync(path()).equals(program)).toBe(true);
  expect(statSync(path()).mode & 0o777).toBe(0o700);
});

test("one changed byte is refused, wherever it is", async () => {
  for (const at of [0, 5, Math.floor(packed.length / 2), packed.length - 1]) {
    answer = Buffer.from(packed);
    answer[at] = (answer[at] ?? 0) ^ 1;
    expect(await fetched(), `byte ${at}`).toBe("RELEASE_UNTRUSTED");
  }
});

test("another program under the same name is refused", async () => {
  answer = zstdCompressSync(randomBytes(600_000));
  expect(await fetched()).toBe("RELEASE_UNTRUSTED");
  const bytes = answer.length;
  expect(await fetched({ sha256: sha256(answer), bytes })).toBe("RELEASE_UNTRUSTED");
});

test("a bomb ends at the signed size", async () => {
  answer = zstdCompressSync(Buffer.alloc(200_000_000));
  expect(await fetched({ sha256: sha256(answer), bytes: answer.length })).toBe("RELEASE_UNTRUSTED");
});

test("half a program, none, and nobody there", async () => {
  answer = packed.subarray(0, packed.length / 2);
  expect(await fetched()).toBe("UNREACHABLE");
  answer = null;
  expect(await fetched()).toBe("UNREACHABLE");
  const port = portNow();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect(await fetched({}, undefined, port)).toBe("UNREACHABLE");
});

test("it can be cancelled", async () => {
  stalls = true;
  const aborter = new AbortController();
  const running = fetched({}, aborter.signal);
  server.once("request", () => aborter.abort());
  expect(await running).toBe("CANCELLED");
});
