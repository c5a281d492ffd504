import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive } from "./run-state.ts";
import { SupervisedChild } from "./supervised-child.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "novacron-child-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function child(program: string): SupervisedChild {
  const command = [process.execPath, "-e", program];
  return new SupervisedChild({ name: "part", command, env: {}, logPath: join(dir, "part.log") });
}

test("it is known by pid and start, and gone after stop", async () => {
  const one = child("setInterval(() => {}, 1000)");
  const { record } = one;
  expect(isAlive(record)).toBe(true);
  expect(isAlive({ ...record, start: "1" })).toBe(false);
  await one.stop();
  expect(isAlive(record)).toBe(false);
  expect(one.isEnded).toBe(true);
});

test("its last words are kept when it ends by itself", async () => {
  const one = child("console.log('all is lost'); process.exit(3)");
  expect(await one.ended).toBe("status 3");
  expect(one.lastLines()).toBe("all is lost");
  await one.stop();
});

test("a program that does not exist ends at once and says why", async () => {
  const plan = { name: "part", command: ["/nowhere/part"], env: {}, logPath: join(dir, "log") };
  expect(await new SupervisedChild(plan).ended).toContain("ENOENT");
});
