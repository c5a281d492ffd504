import { expect, it } from "vitest";
import { crashText } from "./crash-text.ts";

it("says what, where and why, and with which exit code it ends", () => {
  const cause = Object.assign(new Error("no such file"), { code: "ENOENT" });
  const text = crashText("novacron", new TypeError("cannot begin", { cause }));
  const lines = text.split("\n");
  expect(lines[0]).toBe("novacron crashed: TypeError: cannot begin");
  expect(lines[1]).toMatch(/^ +at .*crash-text\.test\.ts/);
  expect(text).toContain("  cause: Error: no such file [ENOENT]\n  exit code: 1\n");
});

it("is bounded, whatever was thrown", () => {
  const long = new Error("x".repeat(100_000));
  long.stack = `Error: ${"y".repeat(100_000)}\n${"    at f (z)\n".repeat(1_000)}`;
  long.cause = long;
  expect(crashText("novacron", long).length).toBeLessThan(12_000);
  expect(crashText("novacron", "z".repeat(100_000)).length).toBeLessThan(2_200);
  expect(crashText("novacron", undefined)).toBe("novacron crashed: undefined\n  exit code: 1\n");
});
