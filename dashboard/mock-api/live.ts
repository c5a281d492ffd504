import { type LiveMessage, type LiveRequest, liveRequest } from "@novacron/protocol/http/live";
import type { WebSocket } from "ws";
import { hostCurve, machineCurve } from "./curves.ts";
import type { MockFleet } from "./fleet.ts";
import { hostView, loadOf, machineRow } from "./views.ts";

const tickMs = 2_000;
const beatMs = 1_000;

/** Serves the live feed of one client until its socket closes. */
export function serveLive(fleet: MockFleet, socket: WebSocket): void {
  let watch: LiveRequest | null = null;
  const send = (message: LiveMessage) => socket.send(JSON.stringify(message));
  const forward = (message: LiveMessage) => {
    if (watch !== null && wants(watch, message)) send(message);
  };
  fleet.listeners.add(forward);
  send({ type: "hello", at: Date.now(), version: "0.1.0", epoch: 1 });
  const beat = setInterval(() => {
    const at = Date.now();
    const newest = fleet.hosts.size === 0 ? null : at - (at % tickMs);
    send({ type: "beat", at, newestSampleAt: newest, conflated: 0, skipped: 0 });
  }, beatMs);
  const tick = setInterval(() => {
    if (watch === null) return;
    for (const message of tickMessages(fleet, watch, Date.now())) send(message);
  }, tickMs);
  socket.on("message", (data) => {
    watch = liveRequest.parse(JSON.parse(String(data)));
  });
  socket.on("close", () => {
    fleet.listeners.delete(forward);
    clearInterval(beat);
    clearInterval(tick);
  });
}

function wants(watch: LiveRequest, message: LiveMessage): boolean {
  if (message.type === "machines") return watch.machines !== "none";
  if (message.type === "operations") return watch.operations;
  if (message.type === "record") return watch.record;
  if (message.type === "plans") return watch.plans;
  return true;
}

function* tickMessages(fleet: MockFleet, watch: LiveRequest, at: number): Generator<LiveMessage> {
  if (watch.machines === "figures") {
    const rows = [...fleet.machines.values()]
      .filter((machine) => machine.report.state === "running")
      .map((machine) => machineRow(fleet, machine, at))
      .filter((row) => row.sampledAt !== null)
      .map((row) => ({
        id: row.id,
        cpuUsed: row.cpuUsed,
        memoryUsedBytes: row.memoryUsedBytes,
        memorySource: row.memorySource,
        diskBytesPerSecond: row.diskBytesPerSecond,
        nicBytesPerSecond: row.nicBytesPerSecond,
        sampledAt: at,
      }));
    if (rows.length > 0) yield { type: "figures", rows };
  }
  if (watch.hosts) {
    const changed = [...fleet.hosts.values()]
      .filter((host) => host.state === "online")
      .slice(0, 200)
      .map((host) => hostView(fleet, host, at));
    if (changed.length > 0) yield { type: "hosts", changed, gone: [] };
  }
  for (const wanted of watch.samples) {
    const sample = sampleOf(fleet, wanted, at);
    if (sample !== null) yield sample;
  }
}

function sampleOf(
  fleet: MockFleet,
  wanted: LiveRequest["samples"][number],
  at: number,
): LiveMessage | null {
  const base = { type: "samples" as const, target: wanted.target, device: null, at };
  if (wanted.machine !== undefined) {
    const machine = fleet.machines.get(wanted.machine);
    if (machine === undefined || machine.report.state !== "running") return null;
    const values = machineCurve(machine.report, at);
    return { ...base, machine: machine.report.id, host: machine.host, values };
  }
  const host = wanted.host === undefined ? undefined : fleet.hosts.get(wanted.host);
  if (host === undefined || host.state !== "online") return null;
  const running = fleet
    .machinesOf(host.inventory.id)
    .filter((machine) => machine.report.state === "running");
  const values = hostCurve(host.inventory, loadOf(running, at), at);
  return { ...base, machine: null, host: host.inventory.id, values };
}
