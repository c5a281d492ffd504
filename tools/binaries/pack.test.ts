import { randomBytes } from "node:crypto";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { pack } from "./pack.ts";

test("a program of several pieces unpacks to itself in both formats", () => {
  const program = Buffer.concat([Buffer.alloc(16 * 2 ** 20, "novacron"), randomBytes(1_000)]);
  expect(zstdDecompressSync(pack(program, "zstd")).equals(program)).toBe(true);
  expect(gunzipSync(pack(program, "gzip")).equals(program)).toBe(true);
});
