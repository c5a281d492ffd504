import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect as tcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { FleetCa } from "@novacron/control-plane/adapters/pki/fleet-ca";
import { readAuthority } from "@novacron/control-plane/adapters/pki/make-authority";
import type { HostId } from "@novacron/protocol/domain/ids";
import { mosquittoAcl, mosquittoConf } from "@novacron/protocol/messages/mosquitto";
import { topicFor } from "@novacron/protocol/messages/topics";
import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "./eventually.ts";
import { freePort } from "./mosquitto.ts";
import { ack, batchOf, someHost, statusOf } from "./samples.ts";

const run = promisify(execFile);
const [hostA, hostB] = [someHost(), someHost()];

interface Certificate {
  readonly cert: string;
  readonly key: string;
}

let folder: string;
let broker: ChildProcess;
let ports: { readonly logins: number; readonly certificates: number };
let open: MqttClient[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "novacron-mosquitto-tls-"));
  ports = { logins: await freePort(), certificates: await freePort() };
  await makeAuthority("ca");
  await makeAuthority("foreign");
  await certify("server", { cn: "127.0.0.1", by: "ca", names: "IP:127.0.0.1" });
  await certify("a", { cn: hostA, by: "ca" });
  await certify("qemu", { cn: `qemu-${hostA}`, by: "ca" });
  await certify("impostor", { cn: hostB, by: "foreign" });
  await writeFile(join(folder, "crl.pem"), await noneRevoked());
  await writeFile(join(folder, "acl"), mosquittoAcl(["grafana"]));
  const address = "127.0.0.1";
  const conf = mosquittoConf({
    folder,
    logins: { address, port: ports.logins },
    certificates: { address, port: ports.certificates },
  });
  await writeFile(join(folder, "mosquitto.conf"), `user root\n${conf}`);
  const passwords = join(folder, "passwords");
  await writeFile(passwords, "");
  for (const name of ["novacron", "grafana"]) {
    await run("mosquitto_passwd", ["-b", passwords, name, `password of ${name}`]);
  }
  broker = spawn("mosquitto", ["-c", join(folder, "mosquitto.conf")], { stdio: "ignore" });
  await once(broker, "spawn");
  for (const port of Object.values(ports)) await listening(port);
});

afterEach(async () => {
  for (const client of open) await client.endAsync(true);
  open = [];
});

afterAll(async () => {
  const gone = once(broker, "exit");
  broker.kill("SIGKILL");
  await gone;
  await rm(folder, { recursive: true, force: true });
});

describe("mosquitto as `novacron mqtt mosquitto` sets it up", () => {
  it("takes a host by its certificate and lets it speak for itself", async () => {
    const plane = await login("novacron");
    const heard = await hearing(plane, [topicFor("hostStatus", { host: hostA })]);
    const host = await byCertificate("a");
    await say(host, topicFor("hostStatus", { host: hostA }), statusOf(hostA, "s"));
    await eventually(() => heard.length > 0);
    const answers = await hearing(host, [topicFor("hostAck", { host: hostA })]);
    await say(plane, topicFor("hostAck", { host: hostA }), ack(hostA, 3));
    await eventually(() => answers.length > 0);
  });

  it("lets host A do nothing as host B", async () => {
    const plane = await login("novacron");
    const heard = await hearing(plane, ["novacron/v1/host/+/status", "novacron/v1/host/+/batch"]);
    const topic = topicFor("hostStatus", { host: hostB });
    const will = { topic, payload: Buffer.from("forged"), qos: 1, retain: true } as const;
    const host = await byCertificate("a", { will });
    const stolen = await hearing(host, [
      topicFor("hostAck", { host: hostB }),
      topicFor("hostCommand", { host: hostB }),
      "novacron/v1/host/+/ack",
      "#",
      "+/+/+/+/+",
      "$SYS/#",
    ]);
    await say(host, topic, statusOf(hostB, "forged"));
    await say(host, topicFor("hostBatch", { host: hostB }), batchOf(hostB, 1));
    await say(host, topicFor("hostCommand", { host: hostA }), { forged: true });
    await say(host, topicFor("controlStatus"), { forged: true });
    host.stream.destroy();
    await say(plane, topicFor("hostAck", { host: hostB }), ack(hostB, 4));
    const again = await byCertificate("a");
    await say(again, topicFor("hostStatus", { host: hostA }), statusOf(hostA, "true"));
    await eventually(() => heard.some((text) => text.includes('"true"')));
    expect(heard.filter((text) => text.includes("forged"))).toEqual([]);
    expect(stolen.filter((text) => text.includes(hostB))).toEqual([]);
    expect(await retainedOn(plane, topic)).toEqual([]);
  });

  it("gives a shared subscription nothing that a plain one would not get", async () => {
    const host = await byCertificate("a", { protocolVersion: 5 });
    const stolen = await hearing(host, [
      `$share/group/${topicFor("hostAck", { host: hostB })}`,
      "$share/group/#",
    ]);
    const plane = await login("novacron");
    const own = await hearing(host, [topicFor("hostAck", { host: hostA })]);
    await say(plane, topicFor("hostAck", { host: hostB }), ack(hostB, 5));
    await say(plane, topicFor("hostAck", { host: hostA }), ack(hostA, 6));
    await eventually(() => own.length > 0);
    expect(stolen.filter((text) => text.includes(hostB))).toEqual([]);
  });

  it("lets a tool read what is for tools, and send nothing", async () => {
    const tool = await login("grafana");
    const heard = await hearing(tool, ["novacron/v1/host/+/status", "novacron/v1/host/+/command"]);
    const plane = await login("novacron");
    await say(tool, topicFor("hostStatus", { host: hostA }), statusOf(hostA, "by-tool"));
    await say(plane, topicFor("hostCommand", { host: hostA }), { secret: true });
    const host = await byCertificate("a");
    await say(host, topicFor("hostStatus", { host: hostA }), statusOf(hostA, "by-host"));
    await eventually(() => heard.some((text) => text.includes("by-host")));
    expect(heard.filter((text) => /by-tool|secret/.test(text))).toEqual([]);
  });

  it.each([
    ["no certificate", null],
    ["a certificate of another authority", "impostor"],
  ])("refuses %s", async (_, name) => {
    await expect(byCertificate(name)).rejects.toThrow();
  });

  it("takes a certificate of QEMU for no host", async () => {
    const plane = await login("novacron");
    const heard = await hearing(plane, ["novacron/v1/host/+/status"]);
    const qemu = await byCertificate("qemu");
    await say(qemu, topicFor("hostStatus", { host: hostA }), statusOf(hostA, "by-qemu"));
    const host = await byCertificate("a");
    await say(host, topicFor("hostStatus", { host: hostA }), statusOf(hostA, "by-host"));
    await eventually(() => heard.some((text) => text.includes("by-host")));
    expect(heard.filter((text) => text.includes("by-qemu"))).toEqual([]);
  });
});

async function byCertificate(name: string | null, more: IClientOptions = {}): Promise<MqttClient> {
  const certificate = name === null ? {} : await certificateOf(name);
  return connecting(ports.certificates, { ...certificate, ...more });
}

function login(username: string): Promise<MqttClient> {
  return connecting(ports.logins, { username, password: `password of ${username}` });
}

async function connecting(port: number, more: IClientOptions): Promise<MqttClient> {
  const { cert: ca } = await certificateOf("ca");
  const url = `mqtts://127.0.0.1:${port}`;
  const client = await connectAsync(url, { ca, protocolVersion: 4, reconnectPeriod: 0, ...more });
  client.on("error", () => undefined);
  open.push(client);
  return client;
}

/** What comes on those of the filters that the broker grants. */
async function hearing(client: MqttClient, filters: readonly string[]): Promise<string[]> {
  const heard: string[] = [];
  client.on("message", (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  for (const filter of filters) {
    await client.subscribeAsync(filter, { qos: 1 }).catch(() => undefined);
  }
  return heard;
}

async function say(client: MqttClient, topic: string, payload: object): Promise<void> {
  await client.publishAsync(topic, JSON.stringify(payload), { qos: 1 }).catch(() => undefined);
}

async function retainedOn(plane: MqttClient, topic: string): Promise<string[]> {
  const heard = await hearing(plane, [topic]);
  await say(plane, topicFor("fleetRecord"), { v: 1 });
  return heard.filter((text) => text.startsWith(topic));
}

/** What the control plane gives out where nothing is revoked; a listener with a `crlfile` wants a list. */
async function noneRevoked(): Promise<string> {
  const { cert, key } = await certificateOf("ca");
  const now = Date.now();
  const ca = new FleetCa(readAuthority(cert, key, "test"));
  return ca.revocationLists({ revoked: [], now: now - 60_000, until: now + 3_600_000 });
}

const openssl = (...args: string[]) => run("openssl", args, { cwd: folder });

async function makeAuthority(name: string): Promise<void> {
  await newKey(name);
  const subject = ["-subj", `/CN=${name} of the tests`, "-days", "2", "-out", `${name}.pem`];
  await openssl("req", "-x509", "-new", "-key", `${name}-key.pem`, ...subject);
}

async function certify(
  name: string,
  of: { readonly cn: HostId | string; readonly by: string; readonly names?: string },
): Promise<void> {
  await newKey(name);
  const request = ["-subj", `/O=NovaCron host/CN=${of.cn}`, "-out", `${name}.csr`];
  await openssl("req", "-new", "-key", `${name}-key.pem`, ...request);
  await writeFile(join(folder, `${name}.ext`), `subjectAltName=${of.names ?? `DNS:${of.cn}`}\n`);
  const by = ["-CA", `${of.by}.pem`, "-CAkey", `${of.by}-key.pem`, "-CAcreateserial"];
  const out = ["-days", "1", "-extfile", `${name}.ext`, "-out", `${name}.pem`];
  await openssl("x509", "-req", "-in", `${name}.csr`, ...by, ...out);
}

async function newKey(name: string): Promise<void> {
  const curve = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
  await openssl("genpkey", ...curve, "-out", `${name}-key.pem`);
}

async function certificateOf(name: string): Promise<Certificate> {
  const read = (file: string) => readFile(join(folder, file), "utf8");
  return { cert: await read(`${name}.pem`), key: await read(`${name}-key.pem`) };
}

async function listening(port: number): Promise<void> {
  for (let left = 500; left > 0; left -= 1) {
    if (broker.exitCode !== null) throw new Error(`mosquitto ended with ${broker.exitCode}`);
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = tcp({ host: "127.0.0.1", port });
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("mosquitto does not listen");
}
