import type { MachineId } from "@novacron/protocol/domain/ids";
import { type MachineReport, machineReport } from "@novacron/protocol/domain/machine";
import { machineDefinition } from "@novacron/protocol/domain/machine-definition";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  BulkReading,
  FullHypervisor,
  HypervisorEvent,
  MachineCounters,
} from "./hypervisor.ts";

/**
 * A hypervisor with at least one machine that runs and one persistent machine that is off, both the suite's
 * to start, stop and pause. It is made once and used by all tests in turn.
 */
export interface HypervisorHarness {
  readonly hypervisor: FullHypervisor;
  readonly running: MachineId;
  readonly off: MachineId;
  /** An id of which there is no machine. */
  readonly absent: MachineId;
  /** Lets what was set in motion go on for a moment: real time passes, or virtual time is moved. */
  pass(): Promise<void>;
  /** True where the guests react to shutdown and reboot; those of a bare QEMU do not. */
  readonly guestsReact: boolean;
  dispose(): Promise<void>;
}

/** How often `pass` is called before a wait counts as failed. */
const patience = 600;

/** What every Hypervisor must do. */
export function hypervisorContract(name: string, make: () => Promise<HypervisorHarness>): void {
  describe(`hypervisor contract: ${name}`, () => {
    const events: HypervisorEvent[] = [];
    let harness: HypervisorHarness;
    beforeAll(async () => {
      harness = await make();
      harness.hypervisor.listen((event) => events.push(event));
      await harness.hypervisor.start(new AbortController().signal);
      await eventually(harness, () => harness.hypervisor.health().state === "connected");
    }, 60_000);
    afterAll(async () => {
      await harness.hypervisor.stop();
      await harness.dispose();
    }, 60_000);
    const kit: Kit = {
      harness: () => harness,
      events,
      call: (promise) => answered(harness, promise),
      until: (id, test) => reaches(harness, id, test),
      told: (from, test) => eventually(harness, () => events.slice(from).some(test)),
    };
    looking(kit);
    counting(kit);
    power(kit);
    marking(kit);
    refusing(kit);
    defining(kit);
    optional(kit);
  });
}

interface Kit {
  readonly harness: () => HypervisorHarness;
  readonly events: readonly HypervisorEvent[];
  /** Awaits a call while time passes. */
  readonly call: <T>(promise: Promise<T>) => Promise<T>;
  readonly until: (id: MachineId, test: (report: MachineReport) => boolean) => Promise<void>;
  readonly told: (from: number, test: (event: HypervisorEvent) => boolean) => Promise<void>;
}

function looking({ harness, call }: Kit): void {
  it("lists every machine in the protocol's form", async () => {
    const { hypervisor, running, off } = harness();
    const reports = await call(hypervisor.machines());
    for (const report of reports) expect(machineReport.parse(report)).toEqual(report);
    expect(reports.find((one) => one.id === running)?.state).toBe("running");
    expect(reports.find((one) => one.id === off)?.state).toBe("shutoff");
    expect(new Set(reports.map((one) => one.id)).size).toBe(reports.length);
  });

  it("says the same of one machine as of all", async () => {
    const { hypervisor, running } = harness();
    const all = await call(hypervisor.machines());
    const one = await call(hypervisor.machine(running));
    expect(one).toEqual(all.find((report) => report.id === running));
  });

  it("has an inventory and a health", async () => {
    const { hypervisor } = harness();
    const inventory = await call(hypervisor.inventory());
    expect(Array.isArray(inventory.pools)).toBe(true);
    expect(Array.isArray(inventory.networks)).toBe(true);
    expect(hypervisor.health()).toMatchObject({ state: "connected", problem: null });
  });
}

function counting({ harness, call }: Kit): void {
  it("reads the counters of what runs, with its process", async () => {
    const { running, off } = harness();
    const { reading, counters } = await countersOf(running);
    expect(counters).toMatchObject({ running: true });
    expect(counters.vcpus).toBeGreaterThan(0);
    expect(reading.tookMs).toBeGreaterThanOrEqual(0);
    expect(reading.machines.find((one) => one.id === off)?.running ?? false).toBe(false);
  });

  it("reads the counters of each of its disks", async () => {
    const { hypervisor, running } = harness();
    const { disks } = await call(hypervisor.machine(running));
    const counted = (await countersOf(running)).counters.disks;
    expect(counted.length).toBeGreaterThan(0);
    expect(counted.map(({ device }) => device)).toEqual(disks.map(({ target }) => target));
  });

  it("never lets a counter fall while the machine lives", async () => {
    const { running, pass } = harness();
    const { counters: first } = await countersOf(running);
    for (let round = 0; round < 5; round += 1) await pass();
    const { counters: second } = await countersOf(running);
    expect(second.cpuTimeNs ?? 0).toBeGreaterThanOrEqual(first.cpuTimeNs ?? 0);
    for (const disk of second.disks) {
      const before = first.disks.find((one) => one.device === disk.device);
      expect(disk.readBytes).toBeGreaterThanOrEqual(before?.readBytes ?? 0);
    }
  });

  /**
   * No reading waits for a machine that another job holds just then: it is passed by, and named. What libvirt does not say of
   * one that has just started it is asked for again with the next.
   */
  async function countersOf(id: MachineId): Promise<Counted> {
    const { hypervisor, pass } = harness();
    for (let left = patience; ; left -= 1) {
      const reading = await call(hypervisor.counters());
      const counters = reading.machines.find((one) => one.id === id);
      if (counters !== undefined && counters.vcpus !== null) return { reading, counters };
      if (counters === undefined) expect(reading.skipped.map((one) => one.id)).toContain(id);
      expect(left).toBeGreaterThan(0);
      await pass();
    }
  }
}

interface Counted {
  readonly reading: BulkReading;
  readonly counters: MachineCounters;
}

function power({ harness, call, until, told, events }: Kit): void {
  it("starts a machine that is off and tells it", async () => {
    const { hypervisor, off } = harness();
    const from = events.length;
    await call(hypervisor.startMachine(off));
    await until(off, (report) => report.state === "running");
    await told(from, (event) => isChange(event, off, "started/booted"));
  });

  it("refuses to start what runs", async () => {
    const { hypervisor, off } = harness();
    await expect(call(hypervisor.startMachine(off))).rejects.toMatchObject({
      code: "ACTION_NOT_POSSIBLE",
    });
  });

  it("pauses and resumes, and tells both in order", async () => {
    const { hypervisor, running } = harness();
    const from = events.length;
    await call(hypervisor.pauseMachine(running));
    await until(running, (report) => report.state === "paused" && report.reason === "user");
    await call(hypervisor.resumeMachine(running));
    await until(running, (report) => report.state === "running");
    await told(from, (event) => isChange(event, running, "resumed/unpaused"));
    const changes = events.slice(from).filter((event) => event.type === "changed");
    const told2 = changes.filter((event) => event.id === running).map((event) => event.event);
    expect(told2).toEqual(["suspended/paused", "resumed/unpaused"]);
  });

  it("refuses to resume what runs", async () => {
    const { hypervisor, running } = harness();
    await expect(call(hypervisor.resumeMachine(running))).rejects.toMatchObject({
      code: "ACTION_NOT_POSSIBLE",
    });
  });

  it("returns from a shutdown when the guest is asked, and tells when it is off", async () => {
    const { hypervisor, off, guestsReact } = harness();
    const from = events.length;
    await call(hypervisor.shutdownMachine(off));
    if (!guestsReact) return;
    await until(off, (report) => report.state === "shutoff");
    await told(from, (event) => isChange(event, off, "stopped/shutdown"));
    await call(hypervisor.startMachine(off));
    await until(off, (report) => report.state === "running");
  });

  it("returns from a reboot when the guest is asked, and notes when it did", async () => {
    const { hypervisor, off, guestsReact } = harness();
    const from = events.length;
    await call(hypervisor.rebootMachine(off));
    if (!guestsReact) return;
    const isReboot = (event: HypervisorEvent) =>
      event.type === "note" && event.id === off && event.note === "guest-reboot";
    await told(from, isReboot);
  });

  it("cuts the power, and the machine is off when it returns", async () => {
    const { hypervisor, off } = harness();
    const from = events.length;
    await call(hypervisor.forceOffMachine(off));
    expect((await call(hypervisor.machine(off))).state).toBe("shutoff");
    await told(from, (event) => isChange(event, off, "stopped/destroyed"));
  });

  it("refuses to stop or pause what is off", async () => {
    const { hypervisor, off } = harness();
    const acts = ["forceOffMachine", "shutdownMachine", "rebootMachine", "pauseMachine"] as const;
    for (const act of acts) {
      await expect(call(hypervisor[act](off)), act).rejects.toMatchObject({
        code: "ACTION_NOT_POSSIBLE",
      });
    }
  });
}

function marking({ harness, call, until }: Kit): void {
  it("keeps a mark in the machine itself, whether it runs or not", async () => {
    const { hypervisor, running, off } = harness();
    for (const [index, id] of [running, off].entries()) {
      for (const autostart of [true, false]) {
        const mark = { generation: index + 1, owner: running as string, autostart };
        await call(hypervisor.setMark(id, mark));
        expect(await call(hypervisor.mark(id))).toEqual(mark);
        await until(
          id,
          (report) =>
            report.autostart === (autostart ? "novacron" : "off") &&
            report.generation === mark.generation &&
            report.owner === mark.owner,
        );
      }
    }
  });
}

function refusing({ harness, call }: Kit): void {
  it("says NOT_FOUND of a machine that does not exist", async () => {
    const { hypervisor, absent } = harness();
    const calls = [
      () => hypervisor.machine(absent),
      () => hypervisor.startMachine(absent),
      () => hypervisor.shutdownMachine(absent),
      () => hypervisor.rebootMachine(absent),
      () => hypervisor.forceOffMachine(absent),
      () => hypervisor.pauseMachine(absent),
      () => hypervisor.resumeMachine(absent),
      () => hypervisor.mark(absent),
      () => hypervisor.setMark(absent, { generation: 1, owner: absent, autostart: false }),
    ];
    for (const one of calls) {
      await expect(call<unknown>(one())).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
}

function optional({ harness, call, until, told, events }: Kit): void {
  it("makes and deletes a demo guest, and no other machine", async (context) => {
    const { hypervisor, absent, off } = harness();
    if (hypervisor.createDemo === undefined || hypervisor.deleteDemo === undefined) {
      return context.skip();
    }
    await call(hypervisor.createDemo(absent, "contract-demo"));
    await until(absent, (report) => report.state === "running" && report.demo);
    await expect(call(hypervisor.deleteDemo(off))).rejects.toMatchObject({
      code: "ACTION_NOT_POSSIBLE",
    });
    const from = events.length;
    await call(hypervisor.deleteDemo(absent));
    await expect(call(hypervisor.machine(absent))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await told(
      from,
      (event) => event.type === "changed" && event.id === absent && event.report === null,
    );
  });

  it("samples how much memory a machine writes, and only of one that runs", async (context) => {
    const { hypervisor, running, off, absent } = harness();
    if (hypervisor.sampleDirtyRate === undefined) return context.skip();
    const { bytesPerSecond, mode } = await call(hypervisor.sampleDirtyRate(running, 1));
    expect(bytesPerSecond).toBeGreaterThanOrEqual(0);
    expect(bytesPerSecond % 1_048_576).toBe(0);
    expect(mode).toBe("page-sampling");
    await expect(call(hypervisor.sampleDirtyRate(off, 1))).rejects.toMatchObject({
      code: "ACTION_NOT_POSSIBLE",
    });
    await expect(call(hypervisor.sampleDirtyRate(absent, 1))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("opens a console, and a second closes the first", async (context) => {
    const { hypervisor, running } = harness();
    const report = await call(hypervisor.machine(running));
    if (hypervisor.openConsole === undefined || !report.serialConsole) return context.skip();
    const first = await call(hypervisor.openConsole(running));
    const second = await call(hypervisor.openConsole(running));
    await call(drain(first.incoming));
    await call(second.write(new TextEncoder().encode("\r")));
    await second.close();
    await expect(call(second.write(new Uint8Array(1)))).rejects.toMatchObject({
      code: "STREAM_CLOSED",
    });
  });
}

function defining({ harness, call }: Kit): void {
  it("shows a machine's definition, live while it runs, or lacks the power", async (context) => {
    const { hypervisor, running, off, absent } = harness();
    if (hypervisor.definition === undefined) return context.skip();
    const live = await call(hypervisor.definition(running));
    expect(machineDefinition.parse(live)).toEqual(live);
    expect(live.live).toContain(running);
    const report = await call(hypervisor.machine(off));
    const stored = await call(hypervisor.definition(off));
    expect(stored.live === null).toBe(report.state === "shutoff");
    expect(stored.inactive).toContain(`<uuid>${off}</uuid>`);
    await expect(call(hypervisor.definition(absent))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
}

async function drain(incoming: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of incoming) {
    // What a guest printed before is of no interest.
  }
}

function isChange(event: HypervisorEvent, id: MachineId, what: string): boolean {
  return event.type === "changed" && event.id === id && event.event === what;
}

async function eventually(harness: HypervisorHarness, test: () => boolean): Promise<void> {
  for (let round = 0; round < patience && !test(); round += 1) await harness.pass();
  expect(test()).toBe(true);
}

async function answered<T>(harness: HypervisorHarness, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  promise.then(over, over);
  for (let round = 0; round < patience && !isOver; round += 1) await harness.pass();
  return promise;
}

async function reaches(
  harness: HypervisorHarness,
  id: MachineId,
  test: (report: MachineReport) => boolean,
): Promise<void> {
  for (let round = 0; round < patience; round += 1) {
    if (test(await answered(harness, harness.hypervisor.machine(id)))) return;
    await harness.pass();
  }
  expect(await answered(harness, harness.hypervisor.machine(id))).toSatisfy(test);
}
