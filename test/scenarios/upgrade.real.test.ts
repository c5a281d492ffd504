import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Rollout } from "@novacron/protocol/domain/rollout";
import { releaseKeyOf } from "@novacron/tools/binaries/release-key";
import { type TestBinaries, testBinaries } from "@novacron/tools/binaries/test-binaries";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { layOut, makeRelease } from "../framework/made-release.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";

// The agents of the binaries, supervised as where no systemd is; h1 is the canary, h2 the next wave.
let stack: StackUnderTest;
let releases: string;
let next: TestBinaries;
/** Trusted by the control plane, and by no agent. */
let foreignKey: string;
const before = process.env.NOVACRON_TEST_BINARIES;
const program = `novacron-agent-linux-${process.arch}`;
const version = "0.2.0";
const body = { version, canaries: 1, batch: 1, confirmWithinMs: 10_000 };

beforeAll(async () => {
  next = await testBinaries({ version, programs: ["novacron-agent"], packed: true });
  process.env.NOVACRON_TEST_BINARIES = (await testBinaries()).folder;
  releases = mkdtempSync(join(tmpdir(), "novacron-releases-"));
  foreignKey = join(releases, "foreign-key.pem");
  const trusted = releaseKeyOf(foreignKey).publicText;
  const env = { NOVACRON_RELEASES: releases, NOVACRON_RELEASE_KEYS: trusted };
  stack = await StackUnderTest.up({ labHosts: 2, env, agentWords: ["supervise"] });
});
afterAll(async () => {
  if (before === undefined) delete process.env.NOVACRON_TEST_BINARIES;
  else process.env.NOVACRON_TEST_BINARIES = before;
  await stack?.down();
  if (releases !== undefined) rmSync(releases, { recursive: true, force: true });
});

async function rolledOut(): Promise<Rollout> {
  const { rollout } = await stack.api.call("startRollout", { body });
  expect(rollout).toMatchObject({ state: "running", hosts: [{ wave: 0 }, { wave: 1 }] });
  const ended = async () => {
    const shown = (await stack.api.call("showRollout")).rollout;
    return shown !== null && shown.state !== "running" && shown;
  };
  return stack.until("the rollout ends", ended, 120_000);
}

function shelve(): void {
  const path = join(releases, version);
  rmSync(path, { recursive: true, force: true });
  for (const name of ["manifest.json", "manifest.sig", `${program}.zst`]) {
    cpSync(join(next.folder, name), join(path, name));
  }
}

const versionOf = async (index: number) => {
  const params = { host: stack.hosts[index]!.id };
  const { state, inventory } = await stack.api.call("showHost", { params });
  return state === "online" ? inventory.agentVersion : state;
};

it("a release with one changed byte is refused before any agent hears of it", async () => {
  shelve();
  const path = join(releases, version, `${program}.zst`);
  const bad = readFileSync(path);
  bad[1_000] = (bad[1_000] ?? 0) ^ 1;
  writeFileSync(path, bad);
  await expect(stack.api.call("startRollout", { body })).rejects.toMatchObject({
    code: "RELEASE_UNTRUSTED",
  });
});

it("what only the control plane trusts is refused by the agent, which the audit log knows", async () => {
  layOut(makeRelease({ version, program: "#!/bin/sh\n", keyPath: foreignKey }), releases);
  const { state, hosts } = await rolledOut();
  expect({ state, canary: hosts[0]?.state }).toEqual({ state: "halted", canary: "failed" });
  expect(hosts[0]?.problem).toContain("RELEASE_UNTRUSTED");
  expect(await versionOf(0)).toBe("0.1.0");
  const query = { outcome: "refused" } as const;
  await stack.until("the refusal is in the audit log", async () => {
    const { items } = await stack.api.call("listAudit", { query });
    const target = `host:${stack.hosts[0]!.id}`;
    return items.some((row) => row.action === "agent.upgrade" && row.target === target);
  });
});

// Signed by the right key and bad all the same: all that stands between them and the fleet is the trial.
describe.each<[string, () => string, RegExp]>([
  ["ends at its start", () => "exit 1", /begun [23] times and did not reach the control plane/],
  ["hangs at its start", () => "exec sleep 3600", /did not reach the control plane in time/],
  [
    "runs and never reaches the control plane",
    () => `NOVACRON_MQTT_URL=mqtt://127.0.0.1:9 exec ${join(next.folder, program)} "$@"`,
    /did not reach the control plane in time/,
  ],
])("an agent that %s", (_what, script, reason) => {
  it("goes back by itself, and no further host is asked", async () => {
    const text = `#!/bin/sh\n${script()}\n`;
    layOut(makeRelease({ version, program: text, keyPath: next.keyPath }), releases);
    const { state, hosts } = await rolledOut();
    expect(state).toBe("halted");
    expect(hosts).toMatchObject([{ state: "failed" }, { state: "waiting", sentAt: null }]);
    expect(hosts[0]?.problem).toMatch(reason);
    expect(await versionOf(0)).toBe("0.1.0");
    expect(await versionOf(1)).toBe("0.1.0");
  });
});

it("the agents become the new version and go on sampling, one wave after the other", async () => {
  shelve();
  const { state, hosts } = await rolledOut();
  expect(state, JSON.stringify(hosts)).toBe("done");
  expect(hosts).toMatchObject([{ state: "healthy" }, { state: "healthy" }]);
  expect(hosts[1]!.sentAt!).toBeGreaterThanOrEqual(hosts[0]!.endedAt!);
  expect([await versionOf(0), await versionOf(1)]).toEqual([version, version]);
});

it("an upgrade to what runs already is refused", async () => {
  await expect(stack.api.call("startRollout", { body })).rejects.toMatchObject({
    code: "RELEASE_REFUSED",
  });
});
