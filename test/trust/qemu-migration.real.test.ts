import { randomUUID } from "node:crypto";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ControlPlaneProcess,
  freePort,
} from "@novacron/control-plane/testing/control-plane-process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { logInAs } from "../framework/logins.ts";
import { AgentProcess } from "./agent-process.ts";
import { QemuProcess } from "./qemu-process.ts";

const password = "a password of the tests";
let folder: string;
let plane: ControlPlaneProcess;
const undo: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-qemu-"));
  plane = await ControlPlaneProcess.make({
    NOVACRON_TLS: "fleet",
    NOVACRON_ADMIN_PASSWORD: password,
  });
  await plane.start();
}, 60_000);
afterAll(async () => {
  for (const one of undo.reverse()) await one();
  await plane.remove();
  await rm(folder, { recursive: true, force: true });
});

/** A host that joined, with the folder in which its QEMU finds its certificates. */
async function newHost(of = plane) {
  const api = await logInAs(of.url, "admin", password);
  const agent = await AgentProcess.make(randomUUID());
  undo.push(() => agent.remove());
  const { token } = await api.call("createEnrolmentToken", { body: {} });
  const pki = join(folder, agent.host);
  const { status, stderr } = await agent.enroll(of.url, token, ["--qemu-pki", pki]);
  expect([status, stderr]).toEqual([0, ""]);
  return { host: agent.host, pki };
}

interface Move {
  readonly from: { readonly pki: string };
  readonly to: { readonly pki: string };
  /** The host that the source means to reach. */
  readonly meant: string;
}

/** How a move of a machine between the two ends. */
async function move({ from, to, meant }: Move): Promise<string> {
  const target = await QemuProcess.start(folder, { pki: to.pki, endpoint: "server" });
  undo.push(() => target.end());
  const source = await QemuProcess.start(folder, { pki: from.pki, endpoint: "client" });
  undo.push(() => source.end());
  const uri = `tcp:127.0.0.1:${await freePort()}`;
  await target.ask("migrate-set-parameters", { "tls-creds": "tls0" });
  await target.ask("migrate-incoming", { uri });
  await source.ask("migrate-set-parameters", { "tls-creds": "tls0", "tls-hostname": meant });
  await source.ask("migrate", { uri });
  const hasEnded = async () => ["completed", "failed"].includes(await source.status());
  await expect.poll(hasEnded, { timeout: 60_000 }).toBe(true);
  const status = await source.status();
  await source.end();
  await target.end();
  return status;
}

it("QEMU moves a machine over TLS by the certificates of the fleet", async () => {
  const [one, two] = [await newHost(), await newHost()];
  const { mode } = await stat(join(two.pki, "server-key.pem"));
  expect(mode & 0o007).toBe(0);
  expect(await move({ from: one, to: two, meant: two.host })).toBe("completed");
}, 180_000);

it("it moves to no host but the one that is meant", async () => {
  const [one, two, three] = [await newHost(), await newHost(), await newHost()];
  expect(await move({ from: one, to: two, meant: three.host })).toBe("failed");
}, 180_000);
