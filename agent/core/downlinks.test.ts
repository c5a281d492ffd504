import type { CommandAction } from "@novacron/protocol/messages/command";
import { topicFor } from "@novacron/protocol/messages/topics";
import { describe, expect, it } from "vitest";
import { TestHost } from "../testing/test-agent.ts";
import { otherKey, proofOf, testKey } from "../testing/test-signing.ts";

async function connected(isStored = true): Promise<TestHost> {
  const host = new TestHost();
  await host.begin();
  if (isStored) host.acknowledge();
  host.uplink.connect();
  await host.clock.advance(60_000);
  return host;
}

function running(host: TestHost) {
  return host.hypervisor.power.all().find((machine) => machine.state === "running")!;
}

function forceOff(host: TestHost): CommandAction {
  return { kind: "machine.force-off", machine: running(host).spec.id, generation: 0 };
}

/** Codes of the refusals in the host's record, newest last. */
function refusals(host: TestHost): string[] {
  return host.uplink.batches.flatMap(({ events }) =>
    events.flatMap((event) =>
      event.type === "host.note" && event.note === "message-refused" ? [event.detail] : [],
    ),
  );
}

const problems = (host: TestHost) => host.uplink.reports.at(-1)?.inventory.problems ?? [];

describe("commands", () => {
  it("are obeyed where they are signed for this session", async () => {
    const host = await connected();
    const { id } = host.command(forceOff(host));
    await host.clock.advance(2_000);
    expect(host.outcomes()[id]).toBe("succeeded");
    expect(refusals(host)).toEqual([]);
  });

  it.each([
    ["signed by another key", "SIGNATURE_REFUSED"],
    ["changed after it was signed", "SIGNATURE_REFUSED"],
    ["signed for another topic", "SIGNATURE_REFUSED"],
    ["of another session", "SESSION_REFUSED"],
  ])("%s are not, and that is told", async (what, code) => {
    const host = await connected();
    const topic = topicFor("hostCommand", { host: host.host });
    const machine = running(host);
    const payload = host.makeCommand(forceOff(host), {
      ...(code === "SESSION_REFUSED" ? { session: "session-0" } : {}),
    });
    const signed = what.startsWith("changed") ? { ...payload, turn: payload.turn + 1 } : payload;
    const key = what === "signed by another key" ? otherKey : testKey;
    const on = what === "signed for another topic" ? `${topic}s` : topic;
    const { signature } = proofOf(on, signed, key);
    const proof = { ...proofOf(topic, payload, key), signature };
    host.uplink.send({ topic: "hostCommand", payload }, proof);
    await host.clock.advance(5_000);
    expect(machine.state).toBe("running");
    expect(host.outcomes()).toEqual({});
    expect(refusals(host)).toEqual([`${code} 1 command machine.force-off`]);
    expect(problems(host)).toMatchObject([{ code }]);
  });

  it("that nobody signed are told too, a flood of them with its count", async () => {
    const host = await connected();
    for (let count = 0; count < 500; count += 1) host.uplink.refuse("unsigned");
    await host.clock.advance(70_000);
    expect(refusals(host)).toEqual([
      "SIGNATURE_MISSING 1 hostCommand",
      "SIGNATURE_MISSING 499 hostCommand",
    ]);
    await host.clock.advance(700_000);
    expect(problems(host)).toEqual([]);
  });
});

describe("acks, assignments and the control plane's status", () => {
  it("count for nothing where the signature is another's", async () => {
    const host = await connected(false);
    const before = host.outboxDisk.entries.length;
    expect(before).toBeGreaterThan(0);
    const { boot } = host.outboxDisk;
    const ack = { v: 1 as const, host: host.host, boot: boot as never, upTo: 10_000 };
    const topic = topicFor("hostAck", { host: host.host });
    host.uplink.send({ topic: "hostAck", payload: ack }, proofOf(topic, ack, otherKey));
    host.assign({ epoch: 900, metricsIntervalMs: 1_000 }, otherKey);
    const status = { v: 1, epoch: 900, controlPlane: "x", version: "1", state: "online", at: 1 };
    const payload = status as { v: 1 } & typeof status & { state: "online" };
    host.uplink.send({ topic: "controlStatus", payload }, proofOf("x", payload, otherKey));
    await host.clock.advance(5_000);
    expect(host.outboxDisk.entries.length).toBeGreaterThanOrEqual(before);
    expect(host.journalDisk.facts.epoch).toBeLessThan(900);
    expect(host.uplink.reports.at(-1)?.inventory.metricsIntervalMs).toBe(5_000);
  });

  it("an older word that comes late undoes no newer one", async () => {
    const host = await connected();
    host.assign({ turn: 9, metricsIntervalMs: 2_000 });
    host.assign({ turn: 8, metricsIntervalMs: 1_000 });
    await host.clock.advance(5_000);
    expect(host.uplink.reports.at(-1)?.inventory.metricsIntervalMs).toBe(2_000);
  });
});

describe("rotation of the key", () => {
  it("obeys the new key once the old one told of it, and over a restart", async () => {
    const host = await connected();
    host.assign({ signingKeys: [testKey, otherKey] });
    await host.clock.advance(2_000);
    expect(host.uplink.reports.at(-1)?.signingKeys).toEqual(["test--------", "other-------"]);
    host.assign({ signingKeys: [otherKey] }, otherKey);
    await host.clock.advance(2_000);
    host.assign({ metricsIntervalMs: 1_000 }, testKey);
    host.kill();
    await host.begin();
    host.uplink.connect();
    await host.clock.advance(2_000);
    const report = host.uplink.reports.at(-1);
    expect(report?.signingKeys).toEqual(["other-------"]);
    expect(report?.inventory.metricsIntervalMs).toBe(5_000);
  });
});
