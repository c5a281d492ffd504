import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import process from "node:process";
import mqtt, { type MqttClient } from "mqtt";
import {
  hostName,
  machineName,
  machinesPerHost,
  makeValues,
  metricNames,
  ticks,
} from "./machine-values.ts";

// Simulated agents in a process of their own: each sends batches of 30 machines in order, as a real agent does
// that drains its outbox, with a few unacknowledged at a time. Only what the control plane acknowledged, which
// it does after its store has committed, is counted.

/** Batches an agent has under way. */
const windowBatches = 8;
const tickMs = 5_000;

interface Logins {
  readonly url: string;
  readonly logins: readonly { readonly username: string; readonly password: string }[];
}

const [loginsFile = "", startText = ""] = process.argv.slice(2);
const { url, logins } = JSON.parse(readFileSync(loginsFile, "utf8")) as Logins;
const startMs = Number(startText);
const values = makeValues();
const rows = values.map((ofKind) => ofKind.map((one) => [...one].join(",")));
const columns = JSON.stringify(["machine", ...metricNames]);
let ackedBatches = 0;

for (const [host, login] of logins.entries()) startAgent(host, login);
setInterval(() => {
  process.stdout.write(`${JSON.stringify({ rows: ackedBatches * machinesPerHost })}\n`);
}, 1_000);

function startAgent(host: number, login: Logins["logins"][number]): void {
  const id = hostName(host);
  const boot = randomUUID();
  const state = { sent: 0, acked: 0 };
  const client = mqtt.connect(url, {
    username: login.username,
    password: login.password,
    clientId: id,
    protocolVersion: 4,
    reconnectPeriod: 500,
  });
  const fill = () => {
    while (client.connected && state.sent - state.acked < windowBatches) {
      state.sent += 1;
      client.publish(topic(id, "batch"), payload(host, boot, state), { qos: 1 }, () => undefined);
    }
  };
  client.on("connect", () => {
    state.sent = state.acked;
    subscribe(client, id, fill);
  });
  client.on("message", (_topic, body) => {
    const ack = JSON.parse(body.toString()) as { readonly boot: string; readonly upTo: number };
    if (ack.boot !== boot || ack.upTo <= state.acked) return;
    ackedBatches += ack.upTo - state.acked;
    state.acked = ack.upTo;
    fill();
  });
  client.on("error", (error) => process.stderr.write(`${login.username}: ${error.message}\n`));
}

function subscribe(client: MqttClient, id: string, then: () => void): void {
  client.subscribe(topic(id, "ack"), { qos: 1 }, (error) => {
    if (error) process.stderr.write(`subscribe: ${error.message}\n`);
    else then();
  });
}

function topic(id: string, last: string): string {
  return `novacron/v1/host/${id}/${last}`;
}

function payload(host: number, boot: string, state: { sent: number; acked: number }): string {
  const tick = (state.sent + host * 37) % ticks;
  const lines = rows.map((ofKind, kind) => `["${machineName(host, kind)}",${ofKind[tick]}]`);
  const head = `"v":1,"host":"${hostName(host)}","boot":"${boot}","seq":${state.sent}`;
  const at = `"floor":${state.acked},"at":${startMs + state.sent * tickMs}`;
  const block = `{"target":"machine","columns":${columns},"rows":[${lines.join(",")}]}`;
  return `{${head},${at},"samples":[${block}],"events":[]}`;
}
