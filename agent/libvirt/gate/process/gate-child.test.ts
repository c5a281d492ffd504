import { execFileSync } from "node:child_process";
import { readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GateChild } from "./gate-child.ts";
import type { GateOrder } from "./gate-order.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-c-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a process that said that it is free, and is heard after its end, waits for no other move", async () => {
  const door = join(folder, "door");
  execFileSync("mkfifo", [door]);
  const before = openFiles();
  const heard: string[] = [];
  // What it leaves behind says so, with its standard output, once it is gone.
  const words = `(read -r _ < '${door}'; echo '{"free":true}') & exit 0`;
  new GateChild({
    command: ["/bin/sh", "-c", words],
    onFree: () => heard.push("free"),
    onGone: () => heard.push("gone"),
    onDeath: (_, how) => heard.push(how),
  });
  const pipes = openFiles().filter((one) => !before.includes(one));
  expect(pipes).not.toEqual([]);
  await expect.poll(() => heard).toEqual(["gone"]);
  writeFileSync(door, "\n");
  // All of it was read once its end was closed.
  await expect.poll(() => openFiles().filter((one) => pipes.includes(one))).toEqual([]);
  expect(heard).toEqual(["gone"]);
});

test("an order to a process that dies says how, with the end of what it said", async () => {
  const deaths: string[] = [];
  const child = new GateChild({
    command: ["/bin/sh", "-c", "read -r _; yes no | head -c 1000000 >&2; echo at last >&2; exit 3"],
    onFree: () => undefined,
    onGone: () => undefined,
    onDeath: (_, how) => deaths.push(how),
  });
  const refused = await child.order({} as GateOrder).catch((error: Error) => error);
  expect(deaths).toHaveLength(1);
  const [how = ""] = deaths;
  expect(how).toMatch(/^it ended with status 3 and said: [no\n]+at last$/);
  expect(how.length).toBeLessThan(3_100);
  expect(await child.death).toBe(how);
  expect(refused).toMatchObject({ code: "INTERNAL", message: expect.stringContaining(how) });
});

/** Of this process, as the kernel names them; one that is closed while they are read is none. */
function openFiles(): string[] {
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}
