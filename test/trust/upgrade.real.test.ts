import { randomUUID, X509Certificate } from "node:crypto";
import { existsSync, mkdtempSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Client } from "@novacron/cli/client";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { hostId } from "@novacron/protocol/domain/ids";
import { testBinaries } from "@novacron/tools/binaries/test-binaries";
import { afterAll, beforeAll, expect, it } from "vitest";
import { logInAs } from "../framework/logins.ts";
import { AgentProcess } from "./agent-process.ts";

const password = "a password of the tests";
const wait = { timeout: 90_000 };
const version = "0.2.0";
let plane: ControlPlaneProcess;
let api: Client;
let agent: AgentProcess;
let shelf: string;
let built: string;

const before = process.env.NOVACRON_TEST_BINARIES;

// Single binaries on both sides; the agent joins by token and certificate and knows no CA but the fleet's.
beforeAll(async () => {
  const installed = await testBinaries();
  const next = await testBinaries({ version, programs: ["novacron-agent"], packed: true });
  built = next.folder;
  process.env.NOVACRON_TEST_BINARIES = installed.folder;
  shelf = mkdtempSync(join(tmpdir(), "novacron-shelf-"));
  const binary = join(installed.folder, `novacron-agent-linux-${process.arch}`);
  agent = await AgentProcess.make(randomUUID(), [binary]);
  plane = await ControlPlaneProcess.make({
    NOVACRON_TLS: "fleet",
    NOVACRON_ADMIN_PASSWORD: password,
    NOVACRON_RELEASES: shelf,
  });
  await plane.start();
  api = await logInAs(plane.url, "admin", password);
});
afterAll(async () => {
  if (before === undefined) delete process.env.NOVACRON_TEST_BINARIES;
  else process.env.NOVACRON_TEST_BINARIES = before;
  await agent?.remove();
  await plane?.remove();
  rmSync(shelf, { recursive: true, force: true });
});

/** Its version while it is online, else null. */
async function runs(): Promise<string | null> {
  const { items } = await api.call("listHosts");
  if (items.find(({ id }) => id === agent.host)?.state !== "online") return null;
  const params = { host: hostId.parse(agent.host) };
  return (await api.call("showHost", { params })).inventory.agentVersion;
}

it("a release comes to the shelf by a word of the server, and is refused a second time", async () => {
  const added = await plane.word(["release", "add", built]);
  expect(added).toMatchObject({ status: 0, errors: "" });
  const again = await plane.word(["release", "add", built]);
  expect(again.status).toBe(1);
  expect(again.errors).toContain("CONFLICT");
  expect((await plane.word(["release", "ls"])).out).toContain(`${version}  trusted  whole`);
  const { items } = await api.call("listReleases");
  expect(items).toMatchObject([{ version, trusted: true }]);
});

it("a host that joined fetches it over TLS and becomes it in its own process", async () => {
  const { token } = await api.call("createEnrolmentToken", { body: { host: null } });
  expect((await agent.enroll(plane.url, token)).stderr).toBe("");
  const { serialNumber } = new X509Certificate(await agent.file("cert.pem"));
  agent.start();
  await expect.poll(runs, wait).toBe("0.1.0");
  const { pid } = agent;
  await api.call("startRollout", { body: { version, confirmWithinMs: 60_000 } });
  const state = async () => (await api.call("showRollout")).rollout?.state;
  await expect.poll(state, wait).not.toBe("running");
  const { rollout } = await api.call("showRollout");
  expect(rollout, agent.log).toMatchObject({ state: "done", hosts: [{ state: "healthy" }] });
  expect(await runs()).toBe(version);
  expect(readlinkSync(`/proc/${pid}/exe`)).toContain(join(agent.data, "program"));
  expect(new X509Certificate(await agent.file("cert.pem")).serialNumber).toBe(serialNumber);
});

it("started again, the installed program becomes the chosen one by itself", async () => {
  await agent.end("SIGTERM");
  await expect.poll(runs, wait).toBe(null);
  agent.start();
  await expect.poll(runs, wait).toBe(version);
});

it("a release is taken off the shelf when no upgrade to it is under way", async () => {
  const removed = await plane.word(["release", "rm", version]);
  expect(removed).toMatchObject({ status: 0, errors: "" });
  expect(existsSync(join(shelf, version))).toBe(false);
  expect(await runs()).toBe(version);
});
