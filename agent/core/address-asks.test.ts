import type { MachineReport } from "@novacron/protocol/domain/machine";
import fc from "fast-check";
import { expect, it } from "vitest";
import { TestHost } from "../testing/test-agent.ts";
import { addressLimits, nextAskMs, noAsks, stepAddresses } from "./address-asks.ts";

/** A host with a machine that is off and will have no lease when it starts. */
async function leaseless() {
  const host = new TestHost();
  await host.begin();
  host.acknowledge();
  host.uplink.connect();
  const { power } = host.hypervisor;
  const machine = power.all()[0]!;
  if (machine.isAlive) power.destroy(machine);
  machine.hasLease = false;
  await host.clock.advance(10_000);
  let asked = 0;
  const ask = host.hypervisor.machine.bind(host.hypervisor);
  host.hypervisor.machine = (id) => {
    if (id === machine.spec.id) asked += 1;
    return ask(id);
  };
  const told = () =>
    host.uplink.batches
      .flatMap(({ events }) => events)
      .filter((event) => event.type === "machine.changed" && event.event === "found/addresses");
  const start = async () => {
    await power.start(machine);
    asked = 0;
  };
  return { host, power, machine, start, asked: () => asked, told };
}

it("finds an address seconds after the guest has it, long before the full reading", async () => {
  const { host, machine, start, asked, told } = await leaseless();
  const starting = start();
  await host.clock.advance(4_000);
  await starting;
  expect(told()).toEqual([]);
  machine.hasLease = true;
  await host.clock.advance(6_000);
  const addresses = [expect.stringMatching(/^10\./)];
  expect(told()).toMatchObject([{ machine: { id: machine.spec.id, nics: [{ addresses }] } }]);
  const before = asked();
  await host.clock.advance(60_000);
  expect(asked()).toBe(before);
});

it("asks ever less often, and gives a guest without an address up to the full reading", async () => {
  const { host, start, asked, told } = await leaseless();
  const starting = start();
  await host.clock.advance(50_000);
  await starting;
  expect(asked()).toBe(addressLimits.pausesMs.length);
  await host.clock.advance(300_000);
  expect(asked()).toBe(addressLimits.pausesMs.length);
  expect(told()).toEqual([]);
});

it("asks nothing more of a machine that stopped", async () => {
  const { host, power, machine, start, asked } = await leaseless();
  const starting = start();
  await host.clock.advance(1_500);
  await starting;
  power.destroy(machine);
  await host.clock.advance(1_000);
  const before = asked();
  await host.clock.advance(60_000);
  expect(asked()).toBe(before);
});

const wanting = (id: number): MachineReport =>
  ({ id: `m${id}`, state: "running", nics: [{ type: "network", addresses: [] }] }) as never;

it("holds no more machines than its bound, and each at most through all pauses", () => {
  const moves = fc.array(
    fc.record({ id: fc.nat(addressLimits.machines + 10), waitMs: fc.nat(30_000) }),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(moves, (list) => {
      let state = noAsks;
      let nowMs = 0;
      for (const { id, waitMs } of list) {
        const event = { type: "changed", event: "started/booted", report: wanting(id) } as const;
        [state] = stepAddresses(state, event, nowMs);
        nowMs += waitMs;
        [state] = stepAddresses(state, { type: "tick" }, nowMs);
        expect(state.waiting.size).toBeLessThanOrEqual(addressLimits.machines);
      }
      for (let turn = 0; turn < addressLimits.pausesMs.length; turn += 1) {
        [state] = stepAddresses(state, { type: "tick" }, nextAskMs(state) ?? nowMs);
        nowMs = Math.max(nowMs, nextAskMs(state) ?? nowMs) + 60_000;
        [state] = stepAddresses(state, { type: "tick" }, nowMs);
      }
      expect(nextAskMs(state)).toBeNull();
    }),
  );
});
