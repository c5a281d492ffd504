import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lockFolder } from "./folder-lock.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const script = `
  import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, "folder-lock.ts"))};
  lockFolder(process.argv[1]);
  globalThis.gc();
  await new Promise(setImmediate);
  globalThis.gc();
  console.log("held");
  setInterval(() => {}, 1_000);
`;

it("is held by one, until that one gives it free", () => {
  const release = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrowError(expect.objectContaining({ code: "FOLDER_IN_USE" }));
  release();
  lockFolder(folder)();
});

it("is held by a process that keeps nothing of it, and free after kill -9 of that process", async () => {
  const flags = ["--expose-gc", "--input-type=module", "-e", script];
  const other = spawn(process.execPath, [...flags, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(other, "exit");
  try {
    await once(other.stdout, "data");
    expect(() => lockFolder(folder)).toThrowError(
      expect.objectContaining({ code: "FOLDER_IN_USE" }),
    );
  } finally {
    other.kill("SIGKILL");
    await gone;
  }
  lockFolder(folder)();
});

it("says what is wrong where the folder cannot be written", () => {
  expect(() => lockFolder(join(folder, "absent"))).toThrowError(
    expect.objectContaining({ code: "STORE_UNAVAILABLE" }),
  );
});
