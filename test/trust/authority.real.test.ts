import { randomUUID, X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { Client } from "@novacron/cli/client";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { logInAs } from "../framework/logins.ts";
import { AgentProcess } from "./agent-process.ts";

const password = "a password of the tests";
/** Generous: the machine may be busy. */
const wait = { timeout: 90_000 };
let plane: ControlPlaneProcess;
let api: Client;
let first: AgentProcess;
let second: AgentProcess;
let qemu: string;

beforeAll(async () => {
  plane = await ControlPlaneProcess.make({
    NOVACRON_TLS: "fleet",
    NOVACRON_ADMIN_PASSWORD: password,
    // By itself a certificate would be renewed after 80 s.
    NOVACRON_CERTIFICATE_SECONDS: "120",
  });
  await plane.start();
  api = await logInAs(plane.url, "admin", password);
  qemu = await mkdtemp(join(tmpdir(), "novacron-qemu-pki-"));
  [first, second] = [await joined(["--qemu-pki", qemu]), await joined()];
}, 120_000);
afterAll(async () => {
  for (const agent of [first, second]) await agent.remove();
  await plane.remove();
  await rm(qemu, { recursive: true, force: true });
});

async function joined(more: readonly string[] = []): Promise<AgentProcess> {
  const agent = await AgentProcess.make(randomUUID());
  const { token } = await api.call("createEnrolmentToken", { body: {} });
  const { status, stdout, stderr } = await agent.enroll(plane.url, token, more);
  expect(stdout + stderr).toContain(`This host is ${agent.host}`);
  expect(status).toBe(0);
  return agent;
}

const view = () => api.call("authority");
const idsOf = (hosts: readonly { readonly id: string }[]) => hosts.map(({ id }) => id).sort();
const certificates = (pem: string) => pem.split(/(?<=-----END CERTIFICATE-----\n)/);
const issuerOf = async (agent: AgentProcess) =>
  new X509Certificate(await agent.file("cert.pem")).issuer;
const areOnline = async () => {
  const { items } = await api.call("listHosts");
  const online = items.filter(({ state }) => state === "online").map(({ id }) => id);
  return [first, second].every(({ host }) => online.some((id) => id === host));
};

/** What a person does whose tools trusted the authority of before. */
function trust(ca: string): void {
  setDefaultCACertificates([...getCACertificates("default"), ca]);
}

it("the fleet's authority is replaced while hosts run, and no host is left behind", async () => {
  first.start({ NOVACRON_QEMU_PKI: qemu });
  second.start();
  await expect.poll(areOnline, wait).toBe(true);
  const before = await issuerOf(first);
  const { token: stale } = await api.call("createEnrolmentToken", { body: {} });

  // One that is away meanwhile is waited for.
  await second.end();
  await api.call("beginAuthority", { body: {} });
  await expect.poll(async () => idsOf((await view()).unaware), wait).toEqual([second.host]);
  const refused = { code: "CONFLICT" };
  await expect(api.call("switchAuthority", { body: {} })).rejects.toMatchObject(refused);
  expect(certificates(await readFile(join(qemu, "ca-cert.pem"), "utf8"))).toHaveLength(2);
  second.start();
  await expect.poll(async () => idsOf((await view()).unaware), wait).toEqual([]);

  const switched = await api.call("switchAuthority", { body: {} });
  await expect(api.call("withdrawAuthority", { body: {} })).rejects.toMatchObject(refused);
  await expect.poll(async () => idsOf((await view()).notRenewed), wait).toEqual([]);
  const signing = switched.authorities.find(({ state }) => state === "signing");
  const next = new X509Certificate(signing?.certificate ?? "");
  const qemuCertificate = new X509Certificate(await readFile(join(qemu, "server-cert.pem")));
  expect(qemuCertificate.verify(next.publicKey)).toBe(true);

  trust(next.toString());
  await api.call("withdrawAuthority", { body: {} });
  for (const agent of [first, second]) {
    await expect.poll(() => agent.file("ca.pem"), wait).toBe(next.toString());
    expect(await issuerOf(agent)).not.toBe(before);
  }

  // Everything of it was kept: by the control plane, and by agents that begin anew.
  await plane.end("SIGTERM");
  await plane.start();
  api = await logInAs(plane.url, "admin", password);
  expect((await view()).authorities).toMatchObject([{ hash: signing?.hash, state: "signing" }]);
  await first.end();
  first.start({ NOVACRON_QEMU_PKI: qemu });
  await expect.poll(areOnline, wait).toBe(true);

  const late = await AgentProcess.make(randomUUID());
  const pinned = await late.enroll(plane.url, stale);
  expect(pinned.stdout + pinned.stderr).toContain("SERVER_NOT_TRUSTED");
  await late.remove();
  const third = await joined();
  await third.remove();
}, 300_000);
