import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { stripElf } from "./strip-elf.ts";

test("a stripped Node is smaller and runs; stripping again changes nothing", () => {
  const before = readFileSync(process.execPath);
  const after = stripElf(before);
  expect(after.length).toBeLessThan(before.length * 0.9);
  expect(stripElf(after).equals(after)).toBe(true);
  const folder = mkdtempSync(join(tmpdir(), "novacron-strip-"));
  try {
    writeFileSync(join(folder, "node"), after, { mode: 0o755 });
    const said = execFileSync(join(folder, "node"), ["-p", "6 * 7"], { encoding: "utf8" });
    expect(said).toBe("42\n");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("what is not a program is refused", () => {
  expect(() => stripElf(Buffer.alloc(100))).toThrow("not a 64-bit");
});
