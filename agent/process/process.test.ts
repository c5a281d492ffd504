import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFolder } from "./folder-lock.ts";
import { keptHostId } from "./host-id.ts";

const uuid = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01";
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agent-process-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("the host id is found once and kept", async () => {
  expect(await keptHostId(folder, async () => uuid.toUpperCase())).toBe(uuid);
  const other = async () => "0c6b9a52-6d4c-4f0e-8f4e-2f6f1c1a7b02";
  expect(await keptHostId(folder, other)).toBe(uuid);
});

test("what is no id is refused and not kept", async () => {
  await expect(keptHostId(folder, async () => "not a uuid")).rejects.toMatchObject({
    code: "CONFIG_INVALID",
  });
  expect(await keptHostId(folder, async () => uuid)).toBe(uuid);
});

test("a damaged host id is not replaced by a guess", async () => {
  writeFileSync(join(folder, "host.json"), "{");
  await expect(keptHostId(folder, async () => uuid)).rejects.toMatchObject({
    code: "STORE_CORRUPT",
  });
  expect(readFileSync(join(folder, "host.json"), "utf8")).toBe("{");
});

test("one folder is for one agent, until it ends", async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(`${folder}/.`)).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
  await unlock();
  await (await lockFolder(folder))();
});

const forgetful = `
  import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, "folder-lock.ts"))};
  await lockFolder(process.argv[1]);
  for (let turn = 0; turn < 3; turn += 1) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
  console.log("held");
  setInterval(() => {}, 1_000);
`;

test("one that keeps nothing of its lock holds it until kill -9", async () => {
  const flags = ["--expose-gc", "--input-type=module", "-e", forgetful];
  const other = spawn(process.execPath, [...flags, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = once(other, "exit");
  await once(other.stdout, "data");
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: "FOLDER_IN_USE" });
  other.kill("SIGKILL");
  await gone;
  await (await lockFolder(folder))();
});
