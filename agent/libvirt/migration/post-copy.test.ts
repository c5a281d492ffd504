import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrateFlag } from "../gate/gate-ticket.ts";
import { Incoming } from "./incoming.ts";
import type { SourceRecord } from "./move-record.ts";
import { Outgoing } from "./outgoing.ts";
import { postCopyStage } from "./post-copy.ts";
import { elsewhere, FakeHost, machine } from "./testing/fake-kit.ts";

// A libvirtd that can be put into every moment of post-copy; test/scenarios/post-copy.real.test.ts has a real one.

const runs = { state: 1, reason: 1, persistent: true, autostart: true };
const cutHere = { state: 3, reason: 13, persistent: true, autostart: false };
const cutThere = { state: 1, reason: 11, persistent: true, autostart: false };
const movingThere = { ...cutThere, reason: 10 };
const off = { state: 5, reason: 1, persistent: true, autostart: false };

/** As an agent that is gone has left it. */
const recordOfOld: SourceRecord = {
  role: "source",
  machine,
  target: elsewhere,
  begunAt: 1,
  running: true,
  persistent: true,
  autostart: false,
  stage: "moving",
  disks: [],
  snapshots: [],
  nvram: null,
};

let listener: Server;
let port: number;
beforeEach(async () => {
  listener = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  port = (listener.address() as { port: number }).port;
});
afterEach(() => void listener.close());

/** A move whose way is cut in post-copy, with what its later tries come to. */
async function cut(...tries: readonly ((host: FakeHost) => void)[]) {
  const host = new FakeHost({ ...runs });
  const kit = await host.kit();
  const moves = new Outgoing(kit);
  const flags: number[] = [];
  host.onPerform = async (given) => {
    flags.push(given);
    const later = tries[flags.length - 2];
    if (flags.length === 1) host.domain = { ...cutHere };
    else later?.(host);
    if (host.domain?.reason === cutHere.reason || host.domain?.state === off.state) {
      throw new Error("job 'migration out' failed in post-copy phase");
    }
  };
  const gate = { target: elsewhere, addresses: ["127.0.0.1"], port, secret: "s" };
  const request = { machine, next: 1, gate, options: { postCopy: true }, disks: [] };
  const control = { signal: new AbortController().signal, progress: () => undefined };
  const performed = moves.perform(request, control);
  return { host, kit, moves, flags, performed };
}

describe("the source of a move that was cut in post-copy", () => {
  it("puts it together by another way through the gate", async () => {
    const { host, flags, performed } = await cut(
      () => undefined,
      (there) => {
        there.domain = null;
      },
    );
    expect(await performed).toMatchObject({ postCopy: true });
    const resumed = flags.map((given) => (given & migrateFlag.postcopyResume) !== 0);
    expect(resumed).toEqual([false, true, true]);
    expect(host.asked).toEqual([
      "autostart 0",
      "close source for certain",
      "close source for certain",
    ]);
  });

  it("says that the memory is lost where its part of it is gone, and stays barred", async () => {
    const { host, kit, moves, performed } = await cut((there) => {
      there.domain = { ...off };
    });
    await expect(performed).rejects.toMatchObject({ code: "MIGRATION_MEMORY_LOST" });
    expect(await moves.fate(machine)).toBe("held");
    expect(host.domain?.autostart).toBe(false);
    await moves.resume(machine);
    expect(await moves.fate(machine)).toBe("here");
    expect(host.domain?.autostart).toBe(true);
    expect(await kit.records.source(machine)).toBe(null);
  });

  it("is rid of a job that libvirt left on its definition", async () => {
    const { host, kit, moves, performed } = await cut((there) => {
      there.domain = { ...off };
      there.hasLeftJob = true;
    });
    await expect(performed).rejects.toMatchObject({ code: "MIGRATION_MEMORY_LOST" });
    host.asked.length = 0;
    await moves.resume(machine);
    const definition = `<domain><uuid>${machine}</uuid></domain>`;
    expect(host.asked).toEqual(["confirm", `define ${definition}`, "autostart 1"]);
    expect(await moves.fate(machine)).toBe("here");
    expect(await kit.records.source(machine)).toBe(null);
  });

  it("has its definition again where its agent ended while libvirt had forgotten it", async () => {
    const { host, kit, moves, performed } = await cut((there) => {
      there.domain = { ...off };
      there.hasLeftJob = true;
    });
    await expect(performed).rejects.toMatchObject({ code: "MIGRATION_MEMORY_LOST" });
    const record = await kit.records.source(machine);
    const left = { xml: "<domain/>", checkpoints: [] };
    await kit.records.write({ ...record!, left });
    host.domain = null;
    expect(await moves.fate(machine)).toBe("held");
    await moves.resume(machine);
    expect(host.asked).toContain("define <domain/>");
    expect(await moves.fate(machine)).toBe("here");
  });

  it("is put together by a later agent, which has the ticket in its journal", async () => {
    const host = new FakeHost({ ...cutHere });
    const kit = await host.kit();
    await kit.records.write({ ...recordOfOld, postCopy: true });
    const flags: number[] = [];
    host.onPerform = async (given) => {
      flags.push(given);
      host.domain = null;
    };
    const gate = { target: elsewhere, addresses: ["127.0.0.1"], port, secret: "s" };
    const asked = { machine, next: 1, gate, options: { postCopy: true }, disks: [] };
    const control = { signal: new AbortController().signal, progress: () => undefined };
    const done = await new Outgoing(kit).follow(machine, control, asked);
    expect(done).toMatchObject({ postCopy: true });
    expect(flags.map((given) => (given & migrateFlag.postcopyResume) !== 0)).toEqual([true]);
    expect(await kit.records.source(machine)).toMatchObject({ stage: "done" });
  });

  it("is told to a later agent by what was written down", async () => {
    const host = new FakeHost({ ...off });
    const kit = await host.kit();
    await kit.records.write({ ...recordOfOld, postCopy: true });
    const control = { signal: new AbortController().signal, progress: () => undefined };
    await expect(new Outgoing(kit).follow(machine, control)).rejects.toMatchObject({
      code: "MIGRATION_MEMORY_LOST",
    });
  });

  it("never lets go of its part of the memory while the other waits for it", async () => {
    const host = new FakeHost({ ...cutHere });
    const moves = new Outgoing(await host.kit());
    host.sight("source", { finish: "hanging" });
    const releasing = moves.release(machine, { keepDisks: false });
    await expect(releasing).rejects.toMatchObject({ code: "MACHINE_CONFLICT" });
    expect(host.asked).toEqual([]);
  });
});

describe("the target of a move whose memory is lost", () => {
  it("destroys what waits for the rest of its memory, and swears", async () => {
    const host = new FakeHost({ ...cutThere });
    host.sight("target", { finish: "hanging" });
    await new Incoming(await host.kit()).abandon(machine, elsewhere, true);
    expect(host.asked).toEqual(["destroy", "undefine", "close target for certain"]);
    expect(host.domain).toBe(null);
  });

  it.each([
    ["has all of its memory", runs, true],
    ["may be put together yet", cutThere, false],
    ["still gets its memory", movingThere, false],
  ])("leaves a copy that %s", async (_, domain, memoryLost) => {
    const host = new FakeHost({ ...domain });
    host.sight("target", { finish: "hanging" });
    const target = new Incoming(await host.kit());
    await expect(target.abandon(machine, elsewhere, memoryLost)).rejects.toMatchObject({
      code: "MIGRATION_ARRIVED",
    });
    expect(host.domain).toEqual(domain);
  });
});

it("reads libvirt's states of post-copy", () => {
  const cases = [
    [1, 10],
    [1, 11],
    [3, 12],
    [3, 13],
    [1, 1],
    [3, 2],
    [5, 1],
  ] as const;
  expect(cases.map(([state, reason]) => postCopyStage(state, reason))).toEqual([
    "moving",
    "cut",
    "moving",
    "cut",
    "none",
    "none",
    "ended",
  ]);
});
