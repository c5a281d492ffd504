import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@novacron/cli/client";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import type { Route } from "@novacron/protocol/http/route";
import { routes } from "@novacron/protocol/http/routes";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { BusClient } from "../conformance/bus-client.ts";
import { logInAs, readLogins } from "../framework/logins.ts";
import { SimulatedHosts } from "../framework/simulated-hosts.ts";

/** A secret of each kind, made to be found again wherever it comes out. */
const adminPassword = "canary-admin-password-7f3a";
const typedPassword = "canary-typed-password-91bc";
const oidcSecret = "canary-oidc-secret-c07d";
const secretKey = Buffer.from("canary-secret-key-of-32-bytes-ab").toString("base64");

const folder = mkdtempSync(join(tmpdir(), "novacron-canary-"));
const canaries = new Map<string, string>([
  ["password of the administrator", adminPassword],
  ["password that was typed wrong", typedPassword],
  ["client secret of the login provider", oidcSecret],
  ["secret key", secretKey],
]);
/** What answers, streams and files said, by where. */
const outputs = new Map<string, string>();

let plane: ControlPlaneProcess;
let admin: Client;
let agents: SimulatedHosts;
let listener: BusClient;

beforeAll(async () => {
  plane = await ControlPlaneProcess.make({
    NOVACRON_ADMIN_PASSWORD: adminPassword,
    NOVACRON_SECRET_KEY: secretKey,
    NOVACRON_SIMULATED_HOSTS: "1",
    NOVACRON_LOG_LEVEL: "debug",
    NOVACRON_OIDC_ISSUER: "http://127.0.0.1:9",
    NOVACRON_OIDC_CLIENT_ID: "novacron",
    NOVACRON_OIDC_REDIRECT_URL: "http://127.0.0.1:9/api/v1/session/oidc/callback",
    NOVACRON_OIDC_CLIENT_SECRET: oidcSecret,
  });
  await plane.start();
  admin = await logInAs(plane.url, "admin", adminPassword);
  canaries.set("API token", admin.connection.token ?? "");
  await scenario();
});

afterAll(async () => {
  await listener?.close();
  await agents?.end("SIGKILL");
  await plane?.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes a secret of every kind that NovaCron makes, and uses them. */
async function scenario(): Promise<void> {
  const logins = readLogins(plane.data);
  for (const login of logins) canaries.set("password of an agent", login.password);
  const tool = await admin.call("addMqttUser", { body: { name: "grafana" } });
  canaries.set("password of a tool", tool.password);
  listener = await BusClient.open(logins[0]?.url ?? "", {
    username: "grafana",
    password: tool.password,
  });
  await listener.subscribe(["novacron/v1/fleet/#"]);
  const options = { hosts: 1, machines: 2, intervalMs: 1_000, logins, folder };
  agents = new SimulatedHosts({ ...options, tunnelUrl: plane.url });
  agents.start();
  const joining = await admin.call("createEnrolmentToken", { body: { label: "canary" } });
  canaries.set("enrolment token", joining.token.split(".")[2] ?? "");
  const cookie = await sessionOf(adminPassword);
  canaries.set("session", cookie.split("=")[1] ?? "");
  await secondFactor(cookie);
  await sessionOf(typedPassword);
  await vi.waitFor(
    async () => {
      const { items } = await admin.call("listHosts");
      expect(items.filter((host) => host.state === "online")).toHaveLength(1);
      expect(listener.messages.length).toBeGreaterThan(3);
    },
    { timeout: 60_000, interval: 50 },
  );
}

async function sessionOf(password: string): Promise<string> {
  const answer = await fetch(`${plane.url}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "admin", password }),
  });
  outputs.set(
    `login with ${password === adminPassword ? "the right" : "a wrong"} password`,
    await answer.text(),
  );
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
}

async function secondFactor(cookie: string): Promise<void> {
  const begun = await fetch(`${plane.url}/api/v1/session/second-factor`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie, origin: plane.url },
    body: JSON.stringify({ password: adminPassword }),
  });
  const { secret } = (await begun.json()) as { secret: string };
  canaries.set("secret of an authenticator app", secret);
}

it("no secret comes out of any read, refusal, log, topic, audit row, export or backup", async () => {
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    if (route.method !== "GET") continue;
    outputs.set(`answer of ${name}`, await read(route.path));
  }
  for (const path of ["/metrics", "/openapi.json", "/api", "/", "/absent"]) {
    outputs.set(`answer of ${path}`, await read(path));
  }
  outputs.set(
    "a refused request",
    await post("/api/v1/tokens", { label: 1, password: typedPassword }),
  );
  outputs.set("bytes that are no JSON", await post("/api/v1/tokens", `{"x": "${typedPassword}`));
  const rows = await admin.call("listAudit", { query: { limit: 1_000 } });
  outputs.set("the audit log", JSON.stringify(rows.items));
  outputs.set("topics", JSON.stringify(listener.messages));
  outputs.set("log of the agents", agents.log());
  const backup = join(folder, "backup");
  expect((await plane.word(["backup", "--to", `${backup}/`])).status).toBe(0);
  for (const word of [
    ["audit-verify"],
    ["--print-config"],
    ["--help"],
    ["restore", "--from", "x"],
  ]) {
    const { out, errors } = await plane.word(word);
    outputs.set(`program ${word.join(" ")}`, out + errors);
  }
  await plane.end("SIGTERM");
  outputs.set("log of the control plane", plane.stdout + plane.stderr);
  for (const place of [backup, plane.data]) {
    for (const file of filesOf(place)) outputs.set(`file ${file}`, readFileSync(file, "latin1"));
  }
  expect(outputs.size).toBeGreaterThan(40);
  expect(outputs.get("log of the control plane")).toContain("NovaCron is ready");
  expect(found()).toEqual([]);
});

it("a crash says nothing of them either", async () => {
  plane.launch();
  await vi.waitFor(() => expect(plane.stderr).toContain("NovaCron is ready"), {
    timeout: 60_000,
    interval: 50,
  });
  process.kill(plane.pid ?? 0, "SIGABRT");
  await plane.end("SIGKILL");
  outputs.clear();
  outputs.set("a crash", plane.stdout + plane.stderr);
  expect(found()).toEqual([]);
});

/** Logins of agents of this machine stand in a file for them, readable by its owner alone. */
const meantForIt = /(local-agent|simulated-agents)\.json$/;

function found(): readonly string[] {
  const leaks: string[] = [];
  for (const [where, text] of outputs) {
    for (const [what, secret] of canaries) {
      if (secret.length < 8) throw new RangeError(`the scenario has no ${what}`);
      if (!text.includes(secret)) continue;
      const isMeant = what === "password of an agent" && meantForIt.test(where);
      if (!isMeant || where.includes("backup")) leaks.push(`${what} in ${where}`);
    }
  }
  return leaks;
}

async function read(path: string): Promise<string> {
  const id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
  const answer = await fetch(`${plane.url}${path.replace(/:\w+/g, id)}`, {
    headers: { authorization: `Bearer ${admin.connection.token}` },
    redirect: "manual",
  });
  return JSON.stringify([...answer.headers]) + (await answer.text());
}

async function post(path: string, body: object | string): Promise<string> {
  const answer = await fetch(`${plane.url}${path}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${admin.connection.token}`,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return answer.text();
}

function filesOf(place: string): readonly string[] {
  const names = readdirSync(place, { recursive: true }).map((name) => join(place, String(name)));
  return names.filter((name) => statSync(name).isFile());
}
