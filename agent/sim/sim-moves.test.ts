import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { expect, test } from "vitest";
import { migrationContract } from "../ports/migration.contract.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";
import { uuidOf } from "./chance.ts";
import { loadProfiles } from "./load-model.ts";
import { simulatedHostId, simulatedMachines } from "./machine-specs.ts";
import { SimNetwork } from "./sim-network.ts";
import { SimulatedHypervisor } from "./simulated-hypervisor.ts";

const seed = 5;
const secret = "s".repeat(43);

function pair() {
  const clock = new VirtualClock();
  const network = new SimNetwork();
  const pools = ["default", "fast"];
  const hosts = [0, 1].map((index) => {
    const host = simulatedHostId(seed, index);
    const machines = simulatedMachines(seed, index, index === 0 ? 12 : 0);
    const hypervisor = new SimulatedHypervisor({ clock, seed, host, machines, network, pools });
    return { id: host, hypervisor, addresses: [`10.0.0.${index + 1}`] };
  });
  const [one, two] = hosts as [(typeof hosts)[0], (typeof hosts)[0]];
  const running = one.hypervisor.power.all().filter(({ state }) => state === "running");
  return { clock, network, one, two, running };
}

const kinds = [
  ["live", true],
  ["live-copy", false],
] as const;
for (const [kind, sharedDisk] of kinds) {
  migrationContract(`simulated, ${kind}`, async () => {
    const { clock, one, two, running } = pair();
    const machine = running.find(({ spec }) => spec.sharedDisk === sharedDisk);
    return {
      one,
      two,
      machine: machine?.spec.id as MachineId,
      options: { kind },
      slow: { bandwidthBytesPerSecond: 20_000_000 },
      pass: () => clock.advance(250),
      dispose: async () => undefined,
    };
  });
}

async function answered<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  promise.then(over, over);
  for (let round = 0; round < 5_000 && !isOver; round += 1) await clock.advance(250);
  return promise;
}

const busyId = uuidOf(seed, "busy") as MachineId;
/** 1 GiB that is written at 20 MB a second. */
const busyProfile = { ...loadProfiles[0], memoryBytes: 1024 ** 3, idleCpu: 1, peakCpu: 1 };

/** Two hosts that are up, and a machine under way from one to the other. */
async function underWay(options: MigrationOptions = { kind: "live" }) {
  const kit = pair();
  const { clock, one, two, running } = kit;
  await one.hypervisor.start();
  await two.hypervisor.start();
  const template = running.find(({ spec }) => spec.sharedDisk)!;
  one.hypervisor.define({ ...template.spec, id: busyId, profile: busyProfile });
  const machine = one.hypervisor.power.of(busyId);
  const { id, name } = machine.spec;
  const call = <T>(promise: Promise<T>) => answered(clock, promise);
  const [source, target] = [one.hypervisor.migration!, two.hypervisor.migration!];
  const description = await call(source.describe(id));
  const request = { machine: id, source: one.id, description, options, secret, name, next: 1 };
  const { port, disks } = await call(target.prepare(request));
  const gate = { target: two.id, addresses: two.addresses, port: port!, secret };
  const control = { signal: new AbortController().signal, progress: () => undefined };
  const perform = () => source.perform({ machine: id, next: 1, gate, options, disks }, control);
  const there = () => two.hypervisor.power.all().find(({ spec }) => spec.id === id) ?? null;
  return { ...kit, machine, id, call, source, target, perform, control, there };
}

const fails = (promise: Promise<unknown>, code: string) =>
  expect(promise).rejects.toMatchObject({ code });

test("a cut while it copies leaves it running at the source, and nothing at the target", async () => {
  const kit = await underWay({ kind: "live", bandwidthBytesPerSecond: 50_000_000 });
  const failed = fails(kit.perform(), "MIGRATION_FAILED");
  await kit.clock.advance(2_000);
  expect(kit.there()?.state).toBe("paused");
  kit.network.cut(kit.one.id, kit.two.id);
  await kit.call(failed);
  expect(kit.machine.state).toBe("running");
  expect(kit.there()).toBe(null);
});

test("an answer lost at the switch-over: the source stands still until it is told", async () => {
  for (const runsThere of [true, false]) {
    const kit = await underWay();
    if (runsThere) kit.one.hypervisor.faults.answerLost.add(kit.id);
    const failed = fails(kit.perform(), "MIGRATION_UNCLEAR");
    while (kit.machine.state === "running") await kit.clock.advance(10);
    if (!runsThere) kit.network.cut(kit.one.id, kit.two.id);
    await kit.call(failed);
    expect(kit.machine.state).toBe("paused");
    expect(await kit.call(kit.source.fate(kit.id))).toBe("held");
    expect(kit.there()?.state ?? null).toBe(runsThere ? "running" : null);
    if (runsThere) {
      await fails(kit.call(kit.target.abandon(kit.id, kit.one.id)), "MIGRATION_ARRIVED");
      await kit.call(kit.source.release(kit.id, { keepDisks: false }));
      expect(kit.one.hypervisor.power.all()).not.toContain(kit.machine);
    } else {
      await kit.call(kit.target.abandon(kit.id, kit.one.id));
      await kit.call(kit.source.resume(kit.id));
      expect(kit.machine.state).toBe("running");
    }
  }
});

test("a source that goes down after the switch-over comes up with a copy that is off", async () => {
  const kit = await underWay();
  kit.one.hypervisor.faults.answerLost.add(kit.id);
  const failed = fails(kit.perform(), "MIGRATION_UNCLEAR");
  await kit.call(failed);
  kit.one.hypervisor.power.rebootHost();
  expect(kit.machine.state).toBe("shutoff");
  expect(kit.there()?.state).toBe("running");
});

test("a target that goes down forgets what was coming in; the source runs on", async () => {
  const kit = await underWay({ kind: "live", bandwidthBytesPerSecond: 50_000_000 });
  const failed = fails(kit.perform(), "MIGRATION_FAILED");
  await kit.clock.advance(1_000);
  kit.two.hypervisor.power.rebootHost();
  await kit.call(failed);
  expect([kit.machine.state, kit.there()]).toEqual(["running", null]);
});

test("a move goes on without the agent that asked for it, and the next one finds it", async () => {
  const kit = await underWay();
  void kit.perform();
  await kit.clock.advance(500);
  const followed = await kit.call(kit.source.follow(kit.id, kit.control));
  expect(followed?.measured.durationMs).toBeGreaterThan(0);
  expect(kit.there()?.state).toBe("running");
});

test("a machine that writes faster than the link is given up, or goes on by post-copy", async () => {
  const options = {
    kind: "live",
    bandwidthBytesPerSecond: 10_000_000,
    stallAfterMs: 5_000,
  } as const;
  const first = await underWay(options);
  await first.call(fails(first.perform(), "MIGRATION_NOT_CONVERGED"));
  expect(first.machine.state).toBe("running");
  const second = await underWay({ ...options, postCopy: true });
  const { postCopy } = await second.call(second.perform());
  expect(postCopy).toBe(true);
  expect(second.there()?.state).toBe("running");
});

test("the source's end in post-copy is the end of the machine's memory, and of its copy", async () => {
  const kit = await underWay({ kind: "live", postCopy: true, bandwidthBytesPerSecond: 20_000_000 });
  const failed = fails(kit.perform(), "MIGRATION_MEMORY_LOST");
  await kit.clock.advance(500);
  await kit.call(kit.source.adjust(kit.id, { postCopy: true }));
  await kit.clock.advance(1_000);
  expect(kit.there()?.state).toBe("running");
  kit.one.hypervisor.power.crash(kit.machine);
  await kit.call(failed);
  expect(kit.there()?.state).toBe("shutoff");
});

test("within the host only the pool changes", async () => {
  const { clock, one, running } = pair();
  await one.hypervisor.start();
  const machine = running.find(({ spec }) => !spec.sharedDisk)!;
  const { id, name } = machine.spec;
  const power = one.hypervisor.migration!;
  const call = <T>(promise: Promise<T>) => answered(clock, promise);
  const description = await call(power.describe(id));
  const options = { kind: "storage", disks: [{ target: "vda", pool: "fast" }] } as const;
  const asked = { ...options, disks: [...options.disks] };
  const request = { machine: id, source: one.id, description, options: asked, secret };
  const { port, disks } = await call(power.prepare({ ...request, name, next: 0 }));
  expect(port).toBe(null);
  const control = { signal: new AbortController().signal, progress: () => undefined };
  const perform = { machine: id, next: 0, gate: null, options: asked, disks };
  const { measured } = await call(power.perform(perform, control));
  expect(measured.diskBytes).toBeGreaterThan(0);
  expect(machine.report().disks[0]?.source).toContain("/fast/");
  for (const _ of ["told", "told again"]) {
    await call(power.releaseOriginals(id, { keepDisks: false }));
    expect(one.hypervisor.power.all()).toContain(machine);
  }
});
