import { mkdtempSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { PayloadOf } from "@novacron/protocol/messages/topics";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DownlinkMessage, Uplink, UplinkListener } from "../ports/uplink.ts";
import { statusCommand } from "./status-command.ts";
import { type AgentStatus, processStart, readStatus, writeStatus } from "./status-file.ts";
import { type UplinkState, WatchedUplink } from "./watched-uplink.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agent-status-"));
});
afterEach(() => rm(folder, { recursive: true }));

const status: AgentStatus = {
  pid: process.pid,
  processStart: processStart(process.pid),
  version: "0.1.0",
  host: "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01",
  bus: "connected",
  since: 5,
  problem: null,
  acknowledgedAt: 6,
};

test("the status of a running agent is read as it was written", () => {
  writeStatus(folder, status);
  expect(readStatus(folder)).toEqual(status);
});

test("a file that outlived its agent is no status, nor is a damaged one", () => {
  writeStatus(folder, { ...status, processStart: "1" });
  expect(readStatus(folder)).toBeNull();
  writeFileSync(join(folder, "status.json"), "{");
  expect(readStatus(folder)).toBeNull();
  expect(readStatus(join(folder, "absent"))).toBeNull();
});

test("the command says what it waits for, and ends well only on screen", async () => {
  const ask = () => statusCommand(["--data", folder], {});
  expect(await ask()).toMatchObject({ exitCode: 1, text: expect.stringContaining("no agent") });
  const problem = { code: "BUS_REFUSED", text: "not authorised" };
  writeStatus(folder, { ...status, bus: "disconnected", problem, acknowledgedAt: null });
  expect(await ask()).toMatchObject({ exitCode: 1, text: expect.stringContaining("authorised") });
  const waiting = statusCommand(["--wait", "20"], { NOVACRON_DATA: folder });
  writeStatus(folder, status);
  expect(await waiting).toMatchObject({ exitCode: 0, text: expect.stringContaining("on screen") });
  await expect(statusCommand(["--wait", "soon"], {})).rejects.toMatchObject({
    code: "CONFIG_INVALID",
  });
});

test("an agent's disk that is full does not end it", () => {
  expect(() => writeStatus(join(folder, "absent"), status)).not.toThrow();
});

test("each change of the uplink is told once, and passes on", async () => {
  const { uplink, inner } = watched();
  const heard: string[] = [];
  uplink.listen({ ...silent, connected: () => heard.push("connected") });
  inner.listener?.connected();
  const ack = { topic: "hostAck", payload: {} } as unknown as DownlinkMessage;
  inner.listener?.message(ack);
  expect(inner.told.at(-1)?.acknowledgedAt).toBe(null);
  await uplink.publish("hostReport", {} as PayloadOf<"hostReport">);
  inner.listener?.message(ack);
  inner.listener?.message(ack);
  inner.listener?.disconnected("gone");
  expect(heard).toEqual(["connected"]);
  expect(inner.told.map(({ bus, acknowledgedAt }) => [bus, acknowledgedAt])).toEqual([
    ["connected", null],
    ["connected", 2],
    ["disconnected", null],
  ]);
  expect(inner.told[2]?.problem).toEqual({ code: "BUS_REFUSED", text: "gone" });
});

const silent = {
  connected: () => undefined,
  disconnected: () => undefined,
  message: () => undefined,
  refused: () => undefined,
} as UplinkListener;

function watched() {
  const told: UplinkState[] = [];
  const inner = { told, listener: null as UplinkListener | null };
  let now = 0;
  const port = {
    listen: (listener: UplinkListener) => {
      inner.listener = listener;
    },
    publish: async () => undefined,
    problem: () => new NovaError("BUS_REFUSED", "connect"),
  } as unknown as Uplink & { problem(): NovaError | null };
  const changed = (state: UplinkState) => void told.push(state);
  return { inner, uplink: new WatchedUplink({ inner: port, now: () => now++, changed }) };
}
