import { createServer } from "node:net";
import type { HostId } from "@novacron/protocol/domain/ids";
import { expect, test } from "vitest";
import { LIBVIRT_CODE, LibvirtError } from "../errors.ts";
import type { GateSight } from "../gate/process/gate-record.ts";
import type { Power } from "../hypervisor/power.ts";
import { Incoming } from "./incoming.ts";
import { LibvirtMoves } from "./moves.ts";
import { Outgoing } from "./outgoing.ts";
import { elsewhere, FakeHost, here, machine } from "./testing/fake-kit.ts";

// What decides whether there can be two copies, against a libvirtd that can be put into every moment of a move.

const incoming = { state: 3, reason: 2, persistent: false, autostart: false };
const runs = { state: 1, reason: 1, persistent: true, autostart: false };
const held = { state: 3, reason: 2, persistent: true, autostart: false };
const volume = { target: "vda", pool: "images", volume: "a", path: "/images/a", format: "raw" };

async function prepared(domain: FakeHost["domain"], finish: GateSight["finish"]) {
  const host = new FakeHost(domain);
  const kit = await host.kit();
  host.sight("target", { finish });
  const record = { role: "target", machine, source: elsewhere, next: 1, ticket: "t" } as const;
  await kit.records.write({ ...record, volumes: [volume], nvram: null, luggage: null });
  return { host, kit, target: new Incoming(kit) };
}

test("abandon: what waits for its connection ends with the gate, and its volumes go", async () => {
  for (const finish of ["none", "cancelled"] as const) {
    const { host, kit, target } = await prepared({ ...incoming }, finish);
    host.onClose = () => {
      host.domain = null;
    };
    await target.abandon(machine, elsewhere);
    expect(host.asked).toEqual(["close target", "delete volume"]);
    expect(host.told).toEqual([`${machine} undefined/removed`]);
    expect(await kit.records.target(machine)).toBe(null);
    await target.abandon(machine, elsewhere);
  }
});

test("adopt: a machine with its mark has nothing of its move left here, whenever the agent ends", async () => {
  const { host, kit } = await prepared({ ...runs }, "answered");
  const left = async () => [host.sights.target, await kit.records.target(machine)];
  const seen: unknown[] = [];
  const power: Pick<Power, "mark" | "setMark"> = {
    mark: async () => null,
    setMark: async () => {
      seen.push(await left());
      if (seen.length === 1) throw new Error("the agent ends here");
    },
  };
  const moves = new LibvirtMoves(kit, power as Power);
  const mark = { owner: here, generation: 1 };
  await expect(moves.adopt(machine, mark)).rejects.toThrow("ends here");
  await moves.adopt(machine, mark);
  expect(seen).toEqual([
    [null, null],
    [null, null],
  ]);
});

test("abandon: what begins just now or is being taken away was never told to start", async () => {
  for (const { state, reason } of [
    { state: 3, reason: 11 },
    { state: 5, reason: 6 },
  ]) {
    const { host, kit, target } = await prepared({ ...incoming, state, reason }, "none");
    setTimeout(() => {
      host.domain = null;
    }, 1);
    await target.abandon(machine, elsewhere);
    expect(host.asked).toEqual(["close target", "delete volume"]);
    expect(await kit.records.target(machine)).toBe(null);
  }
});

test("abandon: what was told to start is left alone, whether it has answered or not", async () => {
  for (const finish of ["hanging", "answered"] as const) {
    const { host, kit, target } = await prepared({ ...runs }, finish);
    await expect(target.abandon(machine, elsewhere)).rejects.toMatchObject({
      code: "MIGRATION_ARRIVED",
    });
    expect(host.asked).toEqual([]);
    expect(host.domain).toEqual(runs);
    expect(await kit.records.target(machine)).not.toBe(null);
  }
});

test.each([
  ["is taken away by a libvirtd that starts anew", 8],
  ["failed to start", 6],
])("abandon: what was told to start and %s goes with its definition", async (_, reason) => {
  const { host, kit, target } = await prepared({ ...held }, "hanging");
  const taken = setTimeout(() => {
    host.domain = { ...held, state: 5, reason };
  }, 1);
  await target.abandon(machine, elsewhere);
  clearTimeout(taken);
  expect(host.asked).toEqual(["undefine", "close target for certain", "delete volume"]);
  expect(await kit.records.target(machine)).toBe(null);
});

test.each([
  ["starts after all", { ...runs }],
  ["ran until its guest ended it", { ...runs, state: 5, reason: 1 }],
  ["ran until its QEMU died", { ...runs, state: 5, reason: 3 }],
])("abandon: what was told to start and %s has arrived", async (_, then) => {
  const { host, target } = await prepared({ ...held }, "hanging");
  const started = setTimeout(() => {
    host.domain = then;
  }, 1);
  const refused = { code: "MIGRATION_ARRIVED" };
  await expect(target.abandon(machine, elsewhere)).rejects.toMatchObject(refused);
  clearTimeout(started);
  expect(host.asked).toEqual([]);
  expect(host.domain).toEqual(then);
});

test("abandon: told to start and not here, it did not start", async () => {
  const { host, target } = await prepared(null, "answered");
  await target.abandon(machine, elsewhere);
  expect(host.asked).toEqual(["close target for certain", "delete volume"]);
});

test("abandon: Finish that comes through while the gate closes is seen after it", async () => {
  const { host, target } = await prepared({ ...incoming }, "none");
  host.onClose = () => {
    host.domain = { ...runs };
  };
  const refused = { code: "MIGRATION_ARRIVED" };
  await expect(target.abandon(machine, elsewhere)).rejects.toMatchObject(refused);
  expect(host.asked).not.toContain("delete volume");
  expect(host.domain).toEqual(runs);
});

test("abandon: a machine that was here all along is no move's", async () => {
  const host = new FakeHost({ ...runs });
  const target = new Incoming(await host.kit());
  const refused = { code: "MIGRATION_ARRIVED" };
  await expect(target.abandon(machine, elsewhere)).rejects.toMatchObject(refused);
});

test("abandon: another move's preparations are not this one's to remove", async () => {
  const { host, target } = await prepared({ ...incoming }, "none");
  const other = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a09" as HostId;
  const refused = { code: "MACHINE_CONFLICT" };
  await expect(target.abandon(machine, other)).rejects.toMatchObject(refused);
  expect(host.asked).toEqual([]);
});

async function source(domain: FakeHost["domain"], sight: Partial<GateSight> | null) {
  const host = new FakeHost(domain);
  const kit = await host.kit();
  if (sight !== null) host.sight("source", sight);
  return { host, kit, moves: new Outgoing(kit) };
}

const record = {
  role: "source",
  machine,
  target: elsewhere,
  begunAt: 1,
  disks: [{ target: "vda", path: "/images/a", placed: "/images/a" }],
  running: true,
  persistent: true,
  autostart: true,
  stage: "moving",
} as const;
const disks = record.disks.map((one) => ({ ...one, mark: null }));
const written = { ...record, disks, snapshots: [], nvram: null };

test("release: a held copy is destroyed before its gate lets go, or libvirtd would wake it", async () => {
  const { host, kit, moves } = await source({ ...held }, { finish: "hanging", held: true });
  await kit.records.write(written);
  expect(await moves.fate(machine)).toBe("held");
  await moves.release(machine, { keepDisks: false });
  expect(host.asked).toEqual(["destroy", "close source for certain", "undefine", "delete volume"]);
  expect(host.domain).toBe(null);
  await moves.release(machine, { keepDisks: false });
});

test("a libvirtd that was killed between the answer and its confirmation leaves a copy: held, then released", async () => {
  const { host, kit, moves } = await source(
    { ...held },
    { finish: "answered", isAlive: false, ended: true },
  );
  await kit.records.write(written);
  expect(await moves.fate(machine)).toBe("held");
  await moves.release(machine, { keepDisks: false });
  expect(host.asked).toEqual(["destroy", "close source for certain", "undefine", "delete volume"]);
  expect(host.domain).toBe(null);
});

test("resume: a copy that libvirtd does not wake, since it was started anew, is woken", async () => {
  const { host, kit, moves } = await source({ ...held }, { finish: "answered", isAlive: false });
  await kit.records.write(written);
  await moves.resume(machine);
  expect(host.domain).toMatchObject({ state: 1, autostart: true });
  expect(await kit.records.source(machine)).toBe(null);
});

test("release: what runs here is not let go, whatever the gate says", async () => {
  for (const sight of [null, { finish: "hanging" }, { finish: "answered" }] as const) {
    const { host, moves } = await source({ ...runs }, sight);
    const refused = { code: "MACHINE_CONFLICT" };
    await expect(moves.release(machine, { keepDisks: false })).rejects.toMatchObject(refused);
    expect(host.domain).toEqual(runs);
    expect(host.asked).toEqual([]);
  }
});

test("resume: the gate lets go, libvirtd wakes its copy, and autostart is put back", async () => {
  const { host, kit, moves } = await source({ ...held }, { finish: "hanging", held: true });
  await kit.records.write(written);
  host.onClose = () => {
    host.domain = { ...runs };
  };
  await moves.resume(machine);
  expect(host.asked).toEqual(["close source for certain", "autostart 1"]);
  expect(await kit.records.source(machine)).toBe(null);
  await moves.resume(machine);
});

test("a definition that goes with its move, of which libvirt sends no event, is told to the agent", async () => {
  const listener = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  const { port } = listener.address() as { port: number };
  const { host, moves } = await source({ ...runs, state: 5 }, null);
  host.onPerform = async () => {
    host.domain = null;
  };
  const gate = { target: elsewhere, addresses: ["127.0.0.1"], port, secret: "s" };
  const request = { machine, next: 1, gate, options: {}, disks: [] };
  const control = { signal: new AbortController().signal, progress: () => undefined };
  await moves.perform(request, control);
  listener.close();
  expect(host.told).toEqual(["web undefined/removed"]);
});

/** A move whose call to libvirt fails in that moment. */
async function failing(finish: GateSight["finish"], left: FakeHost["domain"]) {
  const listener = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => listener.once("listening", resolve));
  const { port } = listener.address() as { port: number };
  const { host, kit, moves } = await source({ ...runs, autostart: true }, null);
  host.onPerform = async () => {
    host.sight("source", { finish, isAlive: finish === "hanging", ended: finish !== "hanging" });
    host.domain = left;
    const none = { dom: null, str1: null, str2: null, str3: null, int1: 0, int2: 0, net: null };
    const message = "the connection is lost";
    const code = LIBVIRT_CODE.operationFailed;
    throw new LibvirtError("migrate", { code, domain: 0, level: 2, message, ...none });
  };
  const gate = { target: elsewhere, addresses: ["127.0.0.1"], port, secret: "s" };
  const request = { machine, next: 1, gate, options: {}, disks: [] };
  const control = { signal: new AbortController().signal, progress: () => undefined };
  const error = await moves.perform(request, control).catch((caught: unknown) => caught);
  listener.close();
  return { host, kit, moves, error };
}

test("a failure before the target was told to start leaves the machine here, as it was", async () => {
  for (const finish of ["none", "cancelled", "answered"] as const) {
    const back = { ...runs, autostart: false };
    const { host, kit, moves, error } = await failing(finish, back);
    expect(error).toMatchObject({ code: "MIGRATION_FAILED" });
    expect(host.domain?.autostart).toBe(true);
    expect(host.asked[0]).toBe("autostart 0");
    expect(host.told).toEqual(["web job/ended"]);
    expect(await kit.records.source(machine)).toBe(null);
    expect(await moves.fate(machine)).toBe("here");
  }
});

test("a machine that stopped here before the target was told to start is the only copy, and is told so", async () => {
  const off = { state: 5, reason: 3, persistent: true, autostart: false };
  for (const finish of ["none", "cancelled"] as const) {
    const { host, kit, moves, error } = await failing(finish, { ...off });
    expect(error).toMatchObject({
      code: "MIGRATION_FAILED",
      next: expect.stringContaining("start it"),
    });
    expect(host.domain).toMatchObject({ state: 5, autostart: true });
    expect(await kit.records.source(machine)).toBe(null);
    expect(await moves.fate(machine)).toBe("here");
  }
});

test("a failure while Finish hangs proves nothing: it is unclear, and the copy is held", async () => {
  const { host, kit, moves, error } = await failing("hanging", { ...held });
  expect(error).toMatchObject({ code: "MIGRATION_UNCLEAR" });
  expect(await moves.fate(machine)).toBe("held");
  expect(host.domain?.autostart).toBe(false);
  expect(await kit.records.source(machine)).toMatchObject({ autostart: true, target: elsewhere });
});

test("a move within the host takes no copy from anybody", async () => {
  const { host, kit, moves } = await source({ ...runs, state: 5 }, null);
  await kit.records.write({ ...written, target: here });
  for (const _ of ["told", "told again"]) {
    await moves.releaseOriginals(machine, { keepDisks: false });
    expect(await kit.records.source(machine)).toBe(null);
    expect(host.domain).toMatchObject({ state: 5 });
  }
});
