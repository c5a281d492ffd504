import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testBinaries } from "@novacron/tools/binaries/test-binaries";
import { afterAll, beforeAll, expect, it } from "vitest";
import { StackUnderTest } from "../framework/stack-under-test.ts";

// The agent of the binaries, with a control plane of the release before the one it is upgraded to.
let stack: StackUnderTest;
let releases: string;
let next: string;
const before = process.env.NOVACRON_TEST_BINARIES;
const packed = `novacron-agent-linux-${process.arch}.zst`;

beforeAll(async () => {
  const made = { version: "0.2.0", programs: ["novacron-agent"], packed: true } as const;
  next = (await testBinaries(made)).folder;
  process.env.NOVACRON_TEST_BINARIES = (await testBinaries()).folder;
  releases = mkdtempSync(join(tmpdir(), "novacron-releases-"));
  mkdirSync(join(releases, "0.2.0"));
  for (const name of ["manifest.json", "manifest.sig", packed]) {
    cpSync(join(next, name), join(releases, "0.2.0", name));
  }
  stack = await StackUnderTest.up({ labHosts: 1, env: { NOVACRON_RELEASES: releases } });
});
afterAll(async () => {
  if (before === undefined) delete process.env.NOVACRON_TEST_BINARIES;
  else process.env.NOVACRON_TEST_BINARIES = before;
  await stack?.down();
  if (releases !== undefined) rmSync(releases, { recursive: true, force: true });
});

const body = { version: "0.2.0", confirmWithinMs: 60_000 };

it("a release with one changed byte is refused before any agent hears of it", async () => {
  const path = join(releases, "0.2.0", packed);
  const good = readFileSync(path);
  const bad = Buffer.from(good);
  bad[1_000] = (bad[1_000] ?? 0) ^ 1;
  writeFileSync(path, bad);
  await expect(stack.api.call("startRollout", { body })).rejects.toMatchObject({
    code: "RELEASE_UNTRUSTED",
  });
  writeFileSync(path, good);
});

it("the agent becomes the new version and goes on sampling", async () => {
  const { rollout } = await stack.api.call("startRollout", { body });
  expect(rollout).toMatchObject({ state: "running", hosts: [{ state: "waiting", wave: 0 }] });
  const ended = await stack.until(
    "the rollout ends",
    async () => {
      const shown = (await stack.api.call("showRollout")).rollout;
      return shown !== null && shown.state !== "running" && shown;
    },
    120_000,
  );
  expect(ended).toMatchObject({ state: "done", hosts: [{ state: "healthy", problem: null }] });
  const host = await stack.api.call("showHost", { params: { host: stack.hosts[0]!.id } });
  expect(host).toMatchObject({ state: "online", inventory: { agentVersion: "0.2.0" } });
});

it("an upgrade to what runs already is refused", async () => {
  await expect(stack.api.call("startRollout", { body })).rejects.toMatchObject({
    code: "RELEASE_REFUSED",
  });
});
