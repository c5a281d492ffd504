import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Batch, HostEvent } from "@novacron/protocol/messages/batch";
import type { HostReport } from "@novacron/protocol/messages/report";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { machineNumber, machineOf, TestHost } from "../../kit/fleet.ts";
import { startControl, type TestControl } from "../../kit/kit.ts";

const machines = [1, 2, 3].map(machineNumber);
const states = ["running", "paused", "shutoff", "crashed"] as const;

interface Change {
  readonly machine: number;
  readonly state: (typeof states)[number] | null;
  readonly memory: number;
  /** Whether a report goes out after it, and how far the bus delays that report. */
  readonly reports: boolean;
  readonly delay: number;
  readonly isLost: boolean;
}

const change: fc.Arbitrary<Change> = fc.record({
  machine: fc.nat(machines.length - 1),
  state: fc.option(fc.constantFrom(...states)),
  memory: fc.integer({ min: 1, max: 3 }),
  reports: fc.boolean(),
  delay: fc.nat(4),
  isLost: fc.boolean(),
});

/** A host whose batches are never lost but whose reports may be late or lost, as on a bad bus. */
class History {
  readonly host: TestHost;
  readonly #control: TestControl;
  readonly #late: { report: HostReport; due: number }[] = [];
  #turn = 0;

  constructor(control: TestControl) {
    this.#control = control;
    this.host = new TestHost(control, 1);
  }

  async apply(step: Change): Promise<void> {
    this.#turn += 1;
    const event = this.#change(step);
    const batch: Batch = this.host.makeBatch(event === null ? [] : [event]);
    if (step.reports && !step.isLost) {
      this.#late.push({
        report: structuredClone(this.host.makeReport()),
        due: this.#turn + step.delay,
      });
    }
    await this.host.send(batch);
    for (const one of this.#late.filter((late) => late.due === this.#turn)) {
      await this.host.report(one.report);
    }
    await this.#control.clock.advance(1_000);
  }

  #change({ machine, state, memory }: Change): HostEvent | null {
    const id = machines[machine] ?? machineNumber(1);
    const before = this.host.machines.find((one) => one.id === id);
    this.host.machines = this.host.machines.filter((one) => one.id !== id);
    const about = { at: this.#control.clock.now(), event: "test/test", cause: "external" } as const;
    if (state === null) {
      if (before === undefined) return null;
      return { type: "machine.gone", id, name: before.name, operation: null, ...about };
    }
    const report = machineOf(id, { state, memoryBytes: memory * 2 ** 30 });
    this.host.machines.push(report);
    return { type: "machine.changed", machine: report, operation: null, ...about };
  }
}

const shown = (report: MachineReport) => [report.id, report.state, report.memoryBytes];
const sorted = <T>(list: readonly T[]): T[] =>
  [...list].sort((a, b) => (String(a) < String(b) ? -1 : 1));

describe("whatever order reports and events arrive in", () => {
  it("the fleet shows what is, and the record what was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 15 }), async (steps) => {
        const control = await startControl();
        const history = new History(control);
        await history.host.join();
        const was: { at: number; machines: readonly unknown[] }[] = [];
        for (const step of steps) {
          const at = control.clock.now();
          await history.apply(step);
          was.push({ at, machines: sorted(history.host.machines.map(shown)) });
        }
        await history.host.report();
        await history.host.batch();
        const rows = control.app.machineRows().map((row) => [row.id, row.state, row.memoryBytes]);
        expect(sorted(rows)).toEqual(sorted(history.host.machines.map(shown)));
        for (const { at, machines: expected } of was) {
          const { items } = await control.app.asOf({ at });
          const then = items.map((one) => [one.machine, one.state, one.memoryBytes]);
          expect(sorted(then)).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("a change that no event told is recorded as found, once, also over a restart", async () => {
    const control = await startControl();
    const host = new TestHost(control, 1, [machineOf(machineNumber(1))]);
    await host.join();
    host.machines = [machineOf(machineNumber(1), { state: "running", reason: "booted" })];
    await host.report();
    const again = await startControl({ disk: control.disk, clock: control.clock });
    host.moveTo(again);
    await host.report();
    await host.batch();
    await host.report();
    await host.batch();
    const entries = await again.app.record({ kind: "machine.state", limit: 10 });
    expect(entries.map((entry) => [entry.sentence, entry.actor])).toEqual([
      ["web-1 on h1 runs (booted)", "unknown"],
    ]);
  });

  it("a backlog after an outage is recorded and does not take the present back", async () => {
    const control = await startControl();
    const web = machineNumber(1);
    const host = new TestHost(control, 1, [machineOf(web)]);
    await host.join();
    const late = [];
    for (const state of ["running", "paused", "running", "shutoff"] as const) {
      const machine = machineOf(web, { state, reason: "test" });
      const at = control.clock.now();
      const why = { event: "test/test", cause: "guest", operation: null } as const;
      late.push(host.makeBatch([{ type: "machine.changed", at, machine, ...why }]));
      host.machines = [machine];
      await control.clock.advance(1_000);
    }
    await host.report();
    for (const batch of late) {
      await host.send(batch);
      expect(control.app.machine(web).state).toBe("shutoff");
    }
    const entries = await control.app.record({ kind: "machine.state", machine: web, limit: 10 });
    expect(entries.map((entry) => entry.data.state)).toEqual([
      "shutoff",
      "running",
      "paused",
      "running",
    ]);
  });
});
