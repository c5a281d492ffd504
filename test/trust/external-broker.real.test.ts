import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FleetApi } from "@novacron/agent/identity/fleet-api";
import type { Client } from "@novacron/cli/client";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { hostId } from "@novacron/protocol/domain/ids";
import { topicFor } from "@novacron/protocol/messages/topics";
import { runCommand } from "@novacron/tools/bootstrap/run-command";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../conformance/eventually.ts";
import { freePort, untilOpen } from "../conformance/mosquitto.ts";
import { ack, statusOf } from "../conformance/samples.ts";
import { logInAs } from "../framework/logins.ts";
import { programCommand } from "../framework/programs.ts";
import { AgentProcess } from "./agent-process.ts";

const password = "a password of the tests";
/** Generous: the machine may be busy. */
const wait = { timeout: 60_000 };
interface Certificate {
  readonly cert: string;
  readonly key: string;
}

let plane: ControlPlaneProcess;
let api: Client;
let token: string;
let folder: string;
let broker: ChildProcess;
let brokerCa: string;
let ports: { readonly logins: number; readonly certificates: number };
const agents: AgentProcess[] = [];
const open: MqttClient[] = [];

beforeAll(async () => {
  const env = { NOVACRON_TLS: "fleet", NOVACRON_ADMIN_PASSWORD: password };
  plane = await ControlPlaneProcess.make(env);
  await plane.start();
  api = await logInAs(plane.url, "admin", password);
  const { secret } = await api.call("createToken", { body: { label: "broker", role: "viewer" } });
  token = secret;
  folder = await mkdtemp(join(tmpdir(), "novacron-external-"));
  ports = { logins: await freePort(), certificates: await freePort() };
  await setUp();
}, 120_000);

afterAll(async () => {
  for (const client of open) await client.endAsync(true);
  if (broker.exitCode === null) {
    const gone = once(broker, "exit");
    broker.kill("SIGKILL");
    await gone;
  }
  for (const agent of agents) await agent.remove();
  await plane.remove();
  await rm(folder, { recursive: true, force: true });
});

const file = (name: string) => join(folder, name);
function novacron(...args: string[]) {
  const of = { NOVACRON_URL: plane.url, NOVACRON_TOKEN: token };
  const env = { PATH: process.env.PATH, ...of, NOVACRON_CA: join(plane.data, "pki", "ca.pem") };
  return runCommand([...programCommand("cli"), "mqtt", ...args], { env, allowFailure: true });
}

async function refresh(pidFile = file("pid")) {
  const { status, stderr } = await novacron("mosquitto-refresh", folder, "--pid-file", pidFile);
  return { status, stderr };
}

/** As the command says to do it, with a certificate of the broker's own. */
async function setUp(): Promise<void> {
  const { logins, certificates } = ports;
  const at = ["--login-port", `${logins}`, "--certificate-port", `${certificates}`];
  const made = await novacron(
    "mosquitto",
    folder,
    "--folder",
    folder,
    "--address",
    "127.0.0.1",
    ...at,
  );
  expect(made.stderr).toBe("");
  const names = ["-subj", "/CN=broker", "-addext", "subjectAltName=IP:127.0.0.1"];
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  const out = ["-keyout", file("server-key.pem"), "-out", file("server.pem")];
  await runCommand(["openssl", "req", "-x509", ...newKey, ...names, ...out]);
  brokerCa = await readFile(file("server.pem"), "utf8");
  await runCommand(["mosquitto_passwd", "-b", "-c", file("passwords"), "novacron", password]);
  await runCommand(["sed", "-i", `1i user root\\npid_file ${file("pid")}`, file("mosquitto.conf")]);
  broker = spawn("mosquitto", ["-c", file("mosquitto.conf")], { stdio: "ignore" });
  await untilOpen({ host: "127.0.0.1", port: ports.logins }, broker);
  await untilOpen({ host: "127.0.0.1", port: ports.certificates }, broker);
}

async function connecting(port: number, more: IClientOptions): Promise<MqttClient> {
  const url = `mqtts://127.0.0.1:${port}`;
  const client = await connectAsync(
    url,
    { ca: brokerCa, protocolVersion: 4, reconnectPeriod: 0, ...more },
    false,
  );
  client.on("error", () => undefined);
  open.push(client);
  return client;
}

const login = () => connecting(ports.logins, { username: "novacron", password });
const asHost = (of: Certificate) => connecting(ports.certificates, { ...of });
const isRefused = (of: Certificate) =>
  asHost(of).then(
    () => false,
    () => true,
  );

/** A host with the certificate it joined by, and the one of a renewal: both count until they end. */
async function joined() {
  const agent = await AgentProcess.make(randomUUID());
  agents.push(agent);
  const made = await api.call("createEnrolmentToken", { body: {} });
  expect((await agent.enroll(plane.url, made.token)).status).toBe(0);
  const [cert, key, ca] = [
    await agent.file("cert.pem"),
    await agent.file("key.pem"),
    await agent.file("ca.pem"),
  ];
  const renewed = await new FleetApi({ url: plane.url, ca, cert, key }).renew({});
  return {
    host: hostId.parse(agent.host),
    first: { cert, key },
    second: { cert: renewed.certificate, key },
  };
}

async function hearing(client: MqttClient, filter: string): Promise<string[]> {
  const heard: string[] = [];
  client.on("message", (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  await client.subscribeAsync(filter, { qos: 1 });
  return heard;
}

it("a mosquitto refuses a revoked host, and what it has open is worth nothing", async () => {
  const [bad, good] = [await joined(), await joined()];
  expect((await refresh()).status).toBe(0);
  const control = await login();
  const heard = await hearing(control, "novacron/v1/host/+/status");
  const acks = ({ host }: typeof bad) => topicFor("hostAck", { host });
  const [ofBad, ofGood] = [await asHost(bad.first), await asHost(good.first)];
  const [badHears, goodHears] = [
    await hearing(ofBad, acks(bad)),
    await hearing(ofGood, acks(good)),
  ];
  const say = (client: MqttClient, { host }: typeof bad, session: string) =>
    client.publishAsync(topicFor("hostStatus", { host }), JSON.stringify(statusOf(host, session)), {
      qos: 1,
    });
  await say(ofBad, bad, "before");
  await eventually(() => heard.some((text) => text.includes("before")));

  await api.call("revokeIdentity", { params: { host: bad.host } });
  await refresh();
  // Both certificates, of which neither has ended.
  await expect.poll(() => isRefused(bad.first), wait).toBe(true);
  expect(await isRefused(bad.second)).toBe(true);
  await say(ofBad, bad, "after");
  for (const one of [bad, good]) {
    await control.publishAsync(acks(one), JSON.stringify(ack(one.host, 1)), { qos: 1 });
  }
  await say(ofGood, good, "good");
  await eventually(() => heard.some((text) => text.includes("good")) && goodHears.length > 0);
  expect(heard.filter((text) => text.includes("after"))).toEqual([]);
  expect(badHears).toEqual([]);
  await (await asHost(good.second)).endAsync();
}, 120_000);

it("nothing but a mosquitto is told to reload", async () => {
  const pidFile = file("other-pid");
  await writeFile(pidFile, `${process.pid}\n`);
  const { status, stderr } = await refresh(pidFile);
  expect(status).not.toBe(0);
  expect(stderr).toContain("tell the broker");
});
