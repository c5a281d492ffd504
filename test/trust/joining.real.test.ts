import { randomUUID, X509Certificate } from "node:crypto";
import { cp, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "@novacron/cli/client";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { hostId } from "@novacron/protocol/domain/ids";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logInAs } from "../framework/logins.ts";
import { AgentProcess } from "./agent-process.ts";

const password = "a password of the tests";
/** Generous: the machine may be busy. */
const wait = { timeout: 60_000 };
let plane: ControlPlaneProcess;
let api: Client;
const agents: AgentProcess[] = [];

beforeAll(async () => {
  plane = await ControlPlaneProcess.make({
    NOVACRON_TLS: "fleet",
    NOVACRON_ADMIN_PASSWORD: password,
    // Renewed after about 10 s.
    NOVACRON_CERTIFICATE_SECONDS: "15",
  });
  await plane.start();
  api = await logInAs(plane.url, "admin", password);
}, 60_000);
afterAll(async () => {
  for (const agent of agents) await agent.remove();
  await plane.remove();
});

async function newAgent(host: string = randomUUID()): Promise<AgentProcess> {
  const agent = await AgentProcess.make(host);
  agents.push(agent);
  return agent;
}

async function token(host: string | null = null): Promise<string> {
  const bound = host === null ? null : hostId.parse(host);
  return (await api.call("createEnrolmentToken", { body: { host: bound } })).token;
}

const stateOf = async (agent: AgentProcess) =>
  (await api.call("listIdentities")).items.find((one) => one.host === agent.host);
const isOnline = async (agent: AgentProcess) =>
  (await api.call("listHosts")).items.some(
    (one) => one.id === agent.host && one.state === "online",
  );

describe("a host", () => {
  it("joins with a token, speaks by its certificate and renews it by itself", async () => {
    const agent = await newAgent();
    const joined = await agent.enroll(plane.url, await token());
    expect(joined.stderr).toBe("");
    expect(joined.stdout).toContain(`This host is ${agent.host}`);
    const { mode } = await stat(join(agent.data, "identity", "key.pem"));
    expect(mode & 0o777).toBe(0o600);
    const first = new X509Certificate(await agent.file("cert.pem"));
    expect(first.subjectAltName).toBe(`URI:urn:novacron:host:${agent.host}`);
    agent.start();
    await expect.poll(() => isOnline(agent), wait).toBe(true);
    const serial = async () => new X509Certificate(await agent.file("cert.pem")).serialNumber;
    await expect.poll(serial, wait).not.toBe(first.serialNumber);
    await expect.poll(() => isOnline(agent), wait).toBe(true);
    expect((await stateOf(agent))?.state).toBe("valid");
  }, 180_000);

  it("whose identity is revoked is cut off at once and stays out", async () => {
    const agent = await newAgent();
    await agent.enroll(plane.url, await token());
    agent.start();
    await expect.poll(() => isOnline(agent), wait).toBe(true);
    await api.call("revokeIdentity", { params: { host: hostId.parse(agent.host) } });
    // Below the 60 s after which silence alone would show.
    await expect.poll(() => isOnline(agent), { timeout: 20_000 }).toBe(false);
    await expect.poll(() => agent.log, wait).toContain("BUS_REFUSED");
    expect(await isOnline(agent)).toBe(false);
    const again = await agent.enroll(plane.url, await token(agent.host));
    expect(again.stdout + again.stderr).toContain("IDENTITY_REVOKED");
    const anew = await agent.enroll(plane.url, await token(agent.host), ["--new-key"]);
    expect(anew.status).toBe(0);
  }, 180_000);

  it("that was copied is told, and neither copy is obeyed", async () => {
    const agent = await newAgent();
    await agent.enroll(plane.url, await token());
    const copy = await newAgent(agent.host);
    await cp(join(agent.data, "identity"), join(copy.data, "identity"), { recursive: true });
    agent.start();
    await expect.poll(() => isOnline(agent), wait).toBe(true);
    copy.start();
    const state = async () => (await stateOf(agent))?.state;
    await expect.poll(state, { timeout: 120_000 }).toBe("cloned");
    await expect.poll(() => isOnline(agent), wait).toBe(false);
    expect((await stateOf(agent))?.cloned?.evidence).toHaveLength(2);
  }, 240_000);

  it("with a new key waits until a person approves exactly that key", async () => {
    const agent = await newAgent();
    await agent.enroll(plane.url, await token());
    const anew = await newAgent(agent.host);
    const text = await token();
    const waits = await anew.enroll(plane.url, text);
    expect(waits.status).toBe(4);
    const identity = await stateOf(agent);
    expect(identity?.state).toBe("re-imaged");
    const keyHash = identity?.waiting?.keyHash ?? "";
    expect(waits.stdout).toContain(keyHash);
    const params = { host: hostId.parse(agent.host) };
    await api.call("approveIdentity", { params, body: { keyHash } });
    expect((await anew.enroll(plane.url, text)).status).toBe(0);
  }, 180_000);
});
