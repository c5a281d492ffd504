import { afterEach, expect, test, vi } from "vitest";
import { aptCommand } from "./apt.ts";
import { needsOf } from "./debian-needs.ts";
import { install, missing } from "./packages.ts";
import { SetupError } from "./setup-error.ts";

afterEach(() => vi.unstubAllEnvs());

test("a purpose includes what it builds on, and every package says why it is needed", () => {
  const names = (purpose: "start" | "test" | "bench"): string[] =>
    needsOf(purpose, "x64").map((need) => need.name);
  expect(names("start")).toContain("qemu-system-x86");
  expect(names("test")).toEqual(expect.arrayContaining(names("start")));
  expect(names("bench")).toEqual(expect.arrayContaining(names("test")));
  expect(new Set(names("bench")).size).toBe(names("bench").length);
  expect(needsOf("bench", "x64").filter((need) => need.why === "")).toEqual([]);
});

test("arm64 gets its own emulator and never the other one", () => {
  const names = needsOf("start", "arm64").map((need) => need.name);
  expect(names).toContain("qemu-system-arm");
  expect(names).not.toContain("qemu-system-x86");
});

test("a program counts wherever it lies on PATH, and its absence is seen", () => {
  vi.stubEnv("PATH", "/nowhere");
  expect(missing("start").map((need) => need.name)).toContain("cpio");
});

test("--no-install refuses, names what is missing and installs nothing", async () => {
  vi.stubEnv("PATH", "/nowhere");
  const said: string[] = [];
  const refusal = install("start", { noInstall: true, say: (line) => said.push(line) });
  const error = await refusal.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(SetupError);
  expect(String(error)).toContain("cpio");
  expect((error as SetupError).next).toContain("apt-get install");
  expect(said).toEqual([]);
});

test("the command neither upgrades nor adds what is only recommended", () => {
  expect(aptCommand(["cpio"])).toEqual([
    "apt-get",
    "install",
    "-y",
    "--no-install-recommends",
    "--no-upgrade",
    "cpio",
  ]);
});
