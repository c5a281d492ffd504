import type { MachineId } from "@novacron/protocol/domain/ids";
import { expect, test } from "vitest";
import { hypervisorContract } from "../ports/hypervisor.contract.ts";
import type { HypervisorEvent } from "../ports/hypervisor.ts";
import { VirtualClock } from "../testing/virtual-clock.ts";
import { uuidOf } from "./chance.ts";
import { simulatedHostId, simulatedMachines } from "./machine-specs.ts";
import { SimulatedHypervisor } from "./simulated-hypervisor.ts";

const seed = 3;

function make(over: Partial<ConstructorParameters<typeof SimulatedHypervisor>[0]> = {}) {
  const clock = new VirtualClock();
  const machines = simulatedMachines(seed, 0, 20);
  const host = simulatedHostId(seed, 0);
  const hypervisor = new SimulatedHypervisor({ clock, seed, host, machines, ...over });
  const events: HypervisorEvent[] = [];
  hypervisor.listen((event) => events.push(event));
  const running = machines.find((one) => one.state === "running")!;
  const off = machines.find((one) => one.state === "shutoff")!;
  return { clock, hypervisor, events, running, off };
}

hypervisorContract("simulated", async () => {
  const { clock, hypervisor, running, off } = make();
  return {
    hypervisor,
    running: running.id,
    off: off.id,
    absent: uuidOf(seed, "nobody") as MachineId,
    guestsReact: true,
    pass: () => clock.advance(50),
    dispose: async () => undefined,
  };
});

async function begin(kit: ReturnType<typeof make>): Promise<void> {
  await kit.hypervisor.start();
  kit.events.length = 0;
}

test("a machine that hangs is left out and named, the others are read", async () => {
  const kit = make();
  await begin(kit);
  kit.hypervisor.faults.hung.add(kit.running.id);
  const reading = kit.hypervisor.counters();
  await kit.clock.advance(10);
  const { machines, skipped } = await reading;
  expect(machines.length).toBe(19);
  expect(skipped).toMatchObject([{ id: kit.running.id, name: kit.running.name }]);
  expect(kit.hypervisor.health().culprits).toMatchObject([{ machine: kit.running.name }]);
});

test("calls on what hangs end by their own deadline", async () => {
  const kit = make();
  await begin(kit);
  kit.hypervisor.faults.allHung = true;
  const reading = expect(kit.hypervisor.counters()).rejects.toMatchObject({
    code: "LIBVIRT_TIMEOUT",
  });
  await kit.clock.advance(10_100);
  await reading;
});

test("machines run on while libvirt is lost, and nothing is told", async () => {
  const kit = make();
  await begin(kit);
  kit.hypervisor.loseLibvirt();
  const { power } = kit.hypervisor;
  power.crash(power.of(kit.running.id));
  const call = expect(kit.hypervisor.machines()).rejects.toMatchObject({
    code: "LIBVIRT_UNAVAILABLE",
  });
  await kit.clock.advance(10);
  await call;
  expect(kit.events.filter((event) => event.type === "changed")).toEqual([]);
  kit.hypervisor.restoreLibvirt();
  const reports = kit.hypervisor.machines();
  await kit.clock.advance(10);
  expect((await reports).find((one) => one.id === kit.running.id)?.state).toBe("shutoff");
});

test("a start that fails says why and leaves the machine off", async () => {
  const kit = make();
  await begin(kit);
  kit.hypervisor.faults.startFails.set(kit.off.id, "cannot access storage file");
  const start = expect(kit.hypervisor.startMachine(kit.off.id)).rejects.toMatchObject({
    code: "LIBVIRT_ERROR",
    details: { libvirtMessage: "cannot access storage file" },
  });
  await kit.clock.advance(1_000);
  await start;
  expect(kit.events).toMatchObject([{ event: "stopped/failed" }]);
});

test("a deaf guest ignores shutdown; cutting the power ends what it was asked", async () => {
  const kit = make();
  await begin(kit);
  kit.hypervisor.faults.deaf.add(kit.running.id);
  void kit.hypervisor.shutdownMachine(kit.running.id);
  await kit.clock.advance(60_000);
  expect(kit.hypervisor.power.of(kit.running.id).state).toBe("running");
  kit.hypervisor.faults.deaf.clear();
  void kit.hypervisor.shutdownMachine(kit.running.id);
  await kit.clock.advance(100);
  void kit.hypervisor.forceOffMachine(kit.running.id);
  await kit.clock.advance(60_000);
  const told = kit.events.map((event) => (event.type === "changed" ? event.event : event.type));
  expect(told).toEqual(["stopped/destroyed"]);
});

test("an I/O error pauses; events may come twice and late", async () => {
  const kit = make();
  await begin(kit);
  kit.hypervisor.faults.duplicateEvents = true;
  kit.hypervisor.faults.eventDelayMs = 500;
  kit.hypervisor.power.ioError(kit.hypervisor.power.of(kit.running.id));
  expect(kit.events).toEqual([]);
  await kit.clock.advance(500);
  expect(kit.events.map((event) => event.type)).toEqual(["note", "note", "changed", "changed"]);
  expect(kit.events.at(-1)).toMatchObject({ report: { state: "paused", reason: "ioerror" } });
});

test("a host's reboot stops all and starts what carries libvirt's flag", async () => {
  const kit = make();
  await begin(kit);
  kit.hypervisor.power.of(kit.off.id).autostart = "libvirt";
  kit.hypervisor.power.rebootHost();
  const alive = kit.hypervisor.power.all().filter((machine) => machine.isAlive);
  expect(alive.map((machine) => machine.spec.id)).toEqual([kit.off.id]);
});

test("the same seed gives the same world, another seed another", async () => {
  const figures = async (otherSeed: number) => {
    const clock = new VirtualClock();
    const machines = simulatedMachines(otherSeed, 0, 5);
    const host = simulatedHostId(otherSeed, 0);
    const hypervisor = new SimulatedHypervisor({ clock, seed: otherSeed, host, machines });
    await hypervisor.start();
    await clock.advance(60_000);
    const reading = hypervisor.counters();
    await clock.advance(10);
    return JSON.stringify(await reading);
  };
  expect(await figures(1)).toBe(await figures(1));
  expect(await figures(1)).not.toBe(await figures(2));
});

test("loads differ between machines and change over a day", async () => {
  const kit = make();
  await begin(kit);
  const hourly: number[][] = [];
  for (let hour = 0; hour < 24; hour += 1) {
    await kit.clock.advance(3_600_000);
    void kit.hypervisor.counters();
    await kit.clock.advance(10);
    hourly.push(kit.hypervisor.power.all().map((machine) => machine.load.cpu));
  }
  const ofFirst = hourly.map((hour) => hour[0] ?? 0);
  expect(Math.max(...ofFirst) - Math.min(...ofFirst)).toBeGreaterThan(0.02);
  expect(new Set(hourly[12]).size).toBeGreaterThan(10);
});
