import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { fileURLToPath } from "node:url";
import { Lab } from "@novacron/test/lab/lab";
import type { LabHost } from "@novacron/test/lab/lab-host";
import { childrenOf, commandLine, signalProcess, waitUntil } from "@novacron/test/lab/processes";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildGuest } from "../guest/build-guest.ts";

const startMain = join(dirname(fileURLToPath(import.meta.url)), "main.ts");
const limitMs = 120_000;

let lab: Lab;
/** A machine without libvirtd and without an init system, apart from the one the tests run on. */
let host: LabHost;
let url: string;
let cookie: string;

beforeAll(async () => {
  // A lab host has no way out to a package mirror.
  await buildGuest();
  lab = await Lab.up({ hosts: 1, bare: true });
  host = lab.hosts[0]!;
  // Others can reach this address, so it shows a certificate of the fleet's own CA.
  url = `https://${host.address}:8470`;
}, 120_000);

afterAll(async () => {
  await lab?.down();
}, 60_000);

test(
  "the first start ends with an address and a login that works, and the agent reports",
  async () => {
    const starter = await start("first");
    const [, password] = /first login: admin, password (\S+)/.exec(output("first")) ?? [];
    expect(password).toBeDefined();
    const ca = readFileSync(join(dataDir(), "control-plane/pki/ca.pem"), "utf8");
    setDefaultCACertificates([...getCACertificates("default"), ca]);
    expect(output("first")).toContain("the agent of this machine has joined by certificate");
    expect(existsSync(join(dataDir(), "first-login"))).toBe(false);
    cookie = await logIn(password ?? "");
    await host.defineTinyGuest({ name: "tiny" });
    await host.virsh(["start", "tiny"]);
    await waitUntil("the machine is shown as running", () => isShown("tiny", "running"), limitMs);
    await stop(starter, "SIGINT");
  },
  limitMs * 2,
);

test("after Ctrl-C only the machine is left", () => {
  const names = host.processes().map((one) => one.name);
  // The lab's own process 1 and its sleep; the machine and what collects it when it ends.
  const own = ["sh", "sleep", "perl", "dnsmasq"];
  expect(names.filter((name) => !own.includes(name))).toEqual([machine()?.name]);
  expect(existsSync(join(dataDir(), "run.json"))).toBe(false);
});

test(
  "a second start finds everything again and keeps the login",
  async () => {
    const before = machine();
    const starter = await start("second");
    expect(output("second")).not.toContain("first login");
    await waitUntil("the machine is shown again", () => isShown("tiny", "running"), limitMs);
    expect(machine()).toEqual(before);
    const other = host.spawn([...command()], "third.log", process.env);
    await ended(other);
    expect(output("third")).toContain("already runs");
    signalProcess(childrenOf(starter.pid ?? 0)[0] ?? 0, "SIGKILL");
    await ended(starter);
  },
  limitMs * 2,
);

test(
  "a start after kill -9 ends what is stale and makes a demo guest",
  async () => {
    const before = machine();
    const starter = await start("fourth");
    expect(output("fourth")).toContain("an earlier start was killed; ending its control-plane");
    await waitUntil("the machine is shown again", () => isShown("tiny", "running"), limitMs);
    const { items } = (await api("/api/v1/hosts")) as { items: { id: string }[] };
    const body = {
      id: randomUUID(),
      kind: "machine.create-demo",
      machine: randomUUID(),
      host: items[0]?.id,
      params: { name: "demo" },
    };
    await api("/api/v1/operations", body);
    await waitUntil("the demo guest is shown", () => isShown("demo", "running"), limitMs);
    expect(host.processes()).toContainEqual(before);
    // A part that dies comes back; so does libvirtd, which has no init system here.
    const libvirtd = host.processes().find((one) => one.name === "libvirtd");
    signalProcess(libvirtd?.outside ?? 0, "SIGKILL");
    await waitUntil("libvirtd is back", () => /libvirtd ended; starting/.test(output("fourth")));
    await stop(starter, "SIGTERM");
  },
  limitMs * 2,
);

function dataDir(): string {
  return join(lab.dir, "h1/lib/novacron-data");
}

function command(): readonly string[] {
  const listen = ["--listen", `${host.address}:8470`, "--data", dataDir()];
  return [process.execPath, startMain, ...listen];
}

async function start(name: string): Promise<ChildProcess> {
  mkdirSync(dataDir(), { recursive: true });
  const starter = host.spawn(command(), `${name}.log`, process.env);
  await waitUntil(
    "NovaCron is ready",
    () => {
      if (starter.exitCode !== null) throw new Error(`it ended:\n${output(name)}`);
      return output(name).includes("NovaCron is ready");
    },
    limitMs,
  );
  return starter;
}

/** nsenter is the child; the starter is its child. */
async function stop(starter: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  signalProcess(childrenOf(starter.pid ?? 0)[0] ?? 0, signal);
  await ended(starter);
  expect(starter.exitCode).toBe(0);
}

async function ended(child: ChildProcess): Promise<void> {
  await waitUntil("it ends", () => child.exitCode !== null || child.signalCode !== null, limitMs);
}

function output(name: string): string {
  return readFileSync(join(lab.dir, `h1/${name}.log`), "utf8");
}

function machine() {
  const isTiny = (pid: number): boolean => commandLine(pid).includes("guest=tiny,debug-threads=on");
  return host.processes().find((one) => isTiny(one.outside));
}

async function logIn(password: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "admin", password }),
  });
  expect(answer.status).toBe(201);
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

async function api(path: string, body?: unknown): Promise<unknown> {
  const post = { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(`${url}${path}`, {
    ...(body === undefined ? {} : post),
    headers: { cookie, origin: url, "content-type": "application/json" },
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

async function isShown(name: string, state: string): Promise<boolean> {
  const list = (await api("/api/v1/machines")) as { items: { name: string; state: string }[] };
  return list.items.some((one) => one.name === name && one.state === state);
}
