import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { machineOf } from "@novacron/control-plane/kit/fleet";
import { ControlPlaneProcess } from "@novacron/control-plane/testing/control-plane-process";
import { integrationFilters } from "@novacron/protocol/messages/integration-filters";
import { parseMessage } from "@novacron/protocol/messages/parse";
import { topicFor } from "@novacron/protocol/messages/topics";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BusClient } from "../conformance/bus-client.ts";
import { eventually } from "../conformance/eventually.ts";
import { Mosquitto } from "../conformance/mosquitto.ts";
import { batchOf, reportOf, someHost, someMachine, statusOf } from "../conformance/samples.ts";
import { adminToken } from "./login.ts";

const run = promisify(execFile);
const cli = join(import.meta.dirname, "..", "..", "cli", "main.ts");
const host = someHost();

async function speak(client: BusClient): Promise<void> {
  await client.publish(topicFor("hostStatus", { host }), statusOf(host, "s1"));
  await client.publish(topicFor("hostReport", { host }), reportOf(host, 1));
  const batch = { ...batchOf(host, 1), at: Date.now() };
  await client.publish(topicFor("hostBatch", { host }), batch);
}

describe("following the fleet as docs/operate/mqtt.md says", () => {
  let plane: ControlPlaneProcess;
  let token = "";
  beforeAll(async () => {
    plane = await ControlPlaneProcess.make();
    await plane.start();
    token = await adminToken(plane);
  });
  afterAll(() => plane.remove());

  const novacron = async (...args: string[]): Promise<string> => {
    const env = { PATH: process.env.PATH, NOVACRON_URL: plane.url, NOVACRON_TOKEN: token };
    return (await run(process.execPath, [cli, ...args], { env })).stdout;
  };

  it("a login made by the CLI sees every open topic, in its schema, and ends when removed", async () => {
    const made = JSON.parse(await novacron("mqtt", "user", "add", "grafana", "--json"));
    const filters = integrationFilters.flatMap((filter) => ["-t", filter]);
    const where = ["-h", "127.0.0.1", "-p", String(plane.mqttPort)];
    const login = ["-u", made.name, "-P", made.password];
    const sub = spawn("mosquitto_sub", [...where, ...login, "-q", "1", "-v", ...filters]);
    let text = "";
    sub.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    await eventually(() => text.includes("novacron/v1/control/status"));
    const { url, username, password } = await plane.localAgent();
    const agent = await BusClient.open(url, { username, password });
    await speak(agent);
    for (const topic of ["hostStatus", "hostReport", "hostBatch", "fleetHost"] as const) {
      await eventually(() => text.includes(`${topicFor(topic, { host })} `));
    }
    await eventually(() => text.includes("novacron/v1/fleet/record "));
    for (const line of text.trim().split("\n")) {
      const [topic = "", ...rest] = line.split(" ");
      const payload = rest.join(" ");
      expect(parseMessage(topic, payload, payload.length)).toMatchObject({ ok: true });
    }
    await novacron("mqtt", "user", "rm", "grafana");
    const again = run("mosquitto_sub", [...where, ...login, "-E", "-t", "novacron/v1/fleet/#"]);
    await expect(again).rejects.toThrow(/not authori[sz]ed|refused/i);
    sub.kill();
    await agent.close();
  });
});

describe("a login for the machines with one tag", () => {
  let plane: ControlPlaneProcess;
  beforeAll(async () => {
    plane = await ControlPlaneProcess.make();
    await plane.start();
  });
  afterAll(() => plane.remove());

  it("hears of these alone, live and retained, and of others from when they have the tag", async () => {
    const token = await adminToken(plane);
    const env = { PATH: process.env.PATH, NOVACRON_URL: plane.url, NOVACRON_TOKEN: token };
    const args = ["mqtt", "user", "add", "dba", "--tag", "db", "--json"];
    const made = JSON.parse((await run(process.execPath, [cli, ...args], { env })).stdout);
    const { url, username, password } = await plane.localAgent();
    const agent = await BusClient.open(url, { username, password });
    const [mine, other] = [someMachine(), someMachine()];
    const report = (revision: number, tags: readonly string[]) => ({
      ...reportOf(host, revision),
      machines: [
        machineOf(mine, { name: "mine", tags: ["db"] }),
        machineOf(other, { name: "other", tags: [...tags] }),
      ],
    });
    const follow = async () => {
      const client = await BusClient.open(url, { username: made.name, password: made.password });
      await client.subscribe(["novacron/v1/fleet/#", "novacron/v1/control/status"]);
      return client;
    };
    const hears = (client: BusClient, text: string) =>
      client.messages.some(({ topic, payload }) => `${topic} ${payload}`.includes(text));
    const live = await follow();
    await agent.publish(topicFor("hostStatus", { host }), statusOf(host, "s1"));
    await agent.publish(topicFor("hostReport", { host }), report(1, ["web"]));
    await eventually(() => live.last(topicFor("fleetMachine", { machine: mine })));
    const late = await follow();
    await eventually(() => late.last(topicFor("fleetMachine", { machine: mine })));
    await eventually(() => late.last(topicFor("controlStatus")));
    for (const client of [live, late]) {
      expect(hears(client, other)).toBe(false);
      expect(hears(client, "fleet/host/")).toBe(false);
    }
    await agent.publish(topicFor("hostReport", { host }), report(2, ["web", "db"]));
    await eventually(() => live.last(topicFor("fleetMachine", { machine: other })));
    for (const client of [live, late, agent]) await client.close();
  });
});

describe("with an external broker", () => {
  it("follows the agents, acknowledges, and leaves word when it is killed", async () => {
    const logins = new Map<string, string>([
      [host, "pa"],
      ["grafana", "pg"],
      ["novacron", "pc"],
    ]);
    const broker = await Mosquitto.start(logins, ["grafana"]);
    const url = `mqtt://novacron:pc@127.0.0.1:${broker.port}`;
    const plane = await ControlPlaneProcess.make({ NOVACRON_MQTT_URL: url });
    try {
      await plane.start();
      const at = `mqtt://127.0.0.1:${broker.port}`;
      const agent = await BusClient.open(at, { username: host, password: "pa" });
      const acks = topicFor("hostAck", { host });
      await agent.subscribe([acks, topicFor("controlStatus")]);
      await speak(agent);
      expect(JSON.parse((await eventually(() => agent.last(acks))).payload).upTo).toBe(1);
      const said = () => agent.last(topicFor("controlStatus"))?.payload ?? "";
      await eventually(() => said().includes("online"));
      await plane.end("SIGKILL");
      await eventually(() => said().includes("offline"));
      expect(plane.stderr).not.toContain("novacron:pc");
      await agent.close();
    } finally {
      await plane.remove();
      await broker.stop();
    }
  });
});
