import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import {
  type MigrationOptions,
  type MigrationProgress,
  migrationDescription,
  migrationMeasured,
  migrationProgress,
} from "@novacron/protocol/domain/migration";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FullHypervisor } from "./hypervisor.ts";
import type { GateAddress, MigrationPower, PrepareAnswer } from "./migration.ts";

export interface ContractHost {
  readonly id: HostId;
  readonly hypervisor: FullHypervisor;
  /** Under which the other host reaches it. */
  readonly addresses: readonly string[];
}

/** Two hosts, and a machine that runs on the first: the suite's to move. */
export interface MigrationHarness {
  readonly one: ContractHost;
  readonly two: ContractHost;
  readonly machine: MachineId;
  /** How it is moved, such as `live` or `live-copy`. */
  readonly options: MigrationOptions;
  /** Makes the next move so slow that it can be looked at and cancelled. */
  readonly slow: MigrationOptions;
  pass(): Promise<void>;
  dispose(): Promise<void>;
}

const patience = 3_000;
let tickets = 0;

/** What every MigrationPower must do. The tests build on one another. */
export function migrationContract(name: string, make: () => Promise<MigrationHarness>): void {
  describe(`migration contract: ${name}`, () => {
    let harness: MigrationHarness;
    beforeAll(async () => {
      harness = await make();
      for (const { hypervisor } of [harness.one, harness.two]) {
        hypervisor.listen(() => undefined);
        await hypervisor.start(new AbortController().signal);
      }
      const isUp = () =>
        [harness.one, harness.two].every(
          ({ hypervisor }) => hypervisor.health().state === "connected",
        );
      await eventually(harness, async () => isUp());
    }, 240_000);
    afterAll(async () => {
      for (const host of [harness?.one, harness?.two]) await host?.hypervisor.stop();
      await harness?.dispose();
    }, 120_000);
    const kit: Kit = {
      harness: () => harness,
      call: (promise) => answered(harness, promise),
      until: (test) => eventually(harness, test),
    };
    preparing(kit);
    failing(kit);
    moving(kit);
  });
}

interface Kit {
  readonly harness: () => MigrationHarness;
  readonly call: <T>(promise: Promise<T>) => Promise<T>;
  readonly until: (test: () => Promise<boolean>) => Promise<void>;
}

const power = ({ hypervisor }: ContractHost): MigrationPower => {
  expect(hypervisor.migration).toBeDefined();
  return hypervisor.migration as MigrationPower;
};

const noControl = () => ({ signal: new AbortController().signal, progress: () => undefined });

function ticket(): string {
  tickets += 1;
  return `${tickets}`.padStart(43, "k");
}

/** Asks the target to prepare, as the control plane does. */
async function prepare(
  { harness, call }: Kit,
  [from, to]: readonly [ContractHost, ContractHost],
  options = harness().options,
): Promise<{ readonly gate: GateAddress; readonly answer: PrepareAnswer }> {
  const { machine } = harness();
  const description = await call(power(from).describe(machine));
  const { name } = await call(from.hypervisor.machine(machine));
  const secret = ticket();
  const request = { machine, source: from.id, description, options, secret, name, next: 0 };
  const next = description.generation + 1;
  const answer = await call(power(to).prepare({ ...request, next }));
  const gate = { target: to.id, addresses: to.addresses, port: answer.port ?? 0, secret };
  return { gate, answer };
}

async function has({ call, harness }: Kit, { hypervisor }: ContractHost): Promise<string | null> {
  const all = await call(hypervisor.machines());
  return all.find((one) => one.id === harness().machine)?.state ?? null;
}

function preparing(kit: Kit): void {
  const { harness, call } = kit;
  it("describes the machine in the protocol's form", async () => {
    const { one, machine } = harness();
    const description = await call(power(one).describe(machine));
    expect(migrationDescription.parse(description)).toEqual(description);
    expect(description.running).toBe(true);
    expect(description.memoryBytes).toBeGreaterThan(0);
  }, 60_000);

  it("finds nothing in the way, and the target's gate opens to its ticket only", async () => {
    const { one, two, machine, options } = harness();
    const description = await call(power(one).describe(machine));
    const secret = ticket();
    const request = { machine, source: one.id, description, options, secret };
    const { findings, port } = await call(power(two).check(request));
    expect(findings).toEqual([]);
    const gate = { machine, target: two.id, addresses: two.addresses, port: port ?? 0, secret };
    const closed = { ...gate, secret: ticket() };
    expect((await call(power(one).reach(closed))).findings).toHaveLength(1);
    const reached = await call(power(one).reach(gate));
    expect(reached.findings).toEqual([]);
    expect(two.addresses).toContain(reached.address);
    expect(await has(kit, two)).toBe(null);
  }, 60_000);

  it("names every obstacle at once, each with what would remove it", async () => {
    const { one, two, machine, options } = harness();
    const real = await call(power(one).describe(machine));
    const networks = [
      { type: "network", name: "nowhere" },
      { type: "network", name: "neither" },
    ];
    const description = { ...real, networks };
    const request = { machine, source: one.id, description, options, secret: ticket() };
    const { findings } = await call(power(two).check(request));
    const missing = findings.filter(({ code }) => code === "network-missing");
    expect(missing.map(({ text }) => text).join()).toMatch(/nowhere.*neither/);
    for (const { remedy } of findings) expect(remedy).not.toBe("");
    const self = { ...request, description: real, source: two.id };
    const onItself = await call(power(one).check(self));
    expect(onItself.findings.map(({ code }) => code)).toContain("machine-exists");
  }, 60_000);

  it("prepares the same twice, and abandons it without a trace, as often as it is asked", async () => {
    const { one, two, machine } = harness();
    const { gate, answer } = await prepare(kit, [one, two]);
    expect(answer.port).not.toBe(null);
    await call(power(two).abandon(machine, one.id));
    await call(power(two).abandon(machine, one.id));
    const request = { machine, next: 1, gate, options: harness().options, disks: answer.disks };
    await expect(call(power(one).perform(request, noControl()))).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
    });
    expect([await has(kit, one), await has(kit, two)]).toEqual(["running", null]);
    expect(await call(power(one).fate(machine))).toBe("here");
  }, 120_000);
}

function failing(kit: Kit): void {
  const { harness, call, until } = kit;
  it("adjusts nothing where nothing moves", async () => {
    const { one, machine } = harness();
    await expect(call(power(one).adjust(machine, { maxPauseMs: 50 }))).rejects.toMatchObject({
      code: "ACTION_NOT_POSSIBLE",
    });
    expect(await call(power(one).follow(machine, noControl()))).toBe(null);
  });

  it("a cancelled move leaves the machine running where it was, and the target clean", async () => {
    const { one, two, machine, options, slow } = harness();
    const merged = { ...options, ...slow };
    const { gate, answer } = await prepare(kit, [one, two], merged);
    const cancel = new AbortController();
    const seen: MigrationProgress[] = [];
    const request = { machine, next: 1, gate, options: merged, disks: answer.disks };
    const control = {
      signal: cancel.signal,
      progress: (one: MigrationProgress) => {
        seen.push(migrationProgress.parse(one));
        if (seen.length === 2) cancel.abort();
      },
    };
    const performed = call(power(one).perform(request, control));
    await expect(performed).rejects.toMatchObject({ code: "CANCELLED" });
    expect(seen.length).toBeGreaterThanOrEqual(2);
    await until(async () => (await has(kit, one)) === "running");
    expect(await call(power(one).fate(machine))).toBe("here");
    await call(power(two).abandon(machine, one.id));
    expect(await has(kit, two)).toBe(null);
    await call(power(one).resume(machine));
    expect(await has(kit, one)).toBe("running");
  }, 120_000);
}

function moving(kit: Kit): void {
  const { harness, call, until } = kit;
  const move = async (from: ContractHost, to: ContractHost, generation: number) => {
    const { machine, options } = harness();
    const { gate, answer } = await prepare(kit, [from, to]);
    const request = { machine, next: generation, gate, options, disks: answer.disks };
    const { measured } = await call(power(from).perform(request, noControl()));
    expect(migrationMeasured.parse(measured)).toEqual(measured);
    expect(measured.durationMs).toBeGreaterThan(0);
    expect(measured.pauseMs).toBeGreaterThan(0);
    expect(await has(kit, to)).toBe("running");
    expect(["shutoff", null]).toContain(await has(kit, from));
    expect(await call(power(from).fate(machine))).toBe("gone");
    await expect(call(power(to).abandon(machine, from.id))).rejects.toMatchObject({
      code: "MIGRATION_ARRIVED",
    });
    await call(power(to).adopt(machine, { owner: to.id, generation }));
    await call(power(from).release(machine, { keepDisks: false }));
    await call(power(from).release(machine, { keepDisks: false }));
    await until(async () => (await has(kit, from)) === null);
    const mark = await call(to.hypervisor.mark(machine));
    expect(mark).toMatchObject({ owner: to.id, generation });
    expect(await call(to.hypervisor.machine(machine))).toMatchObject({
      persistent: true,
      generation,
    });
  };

  it("moves a running machine, which is then the target's and no longer the source's", async () => {
    const { one, two } = harness();
    await move(one, two, 1);
  }, 180_000);

  it("a target that runs it swears nothing, and a source that lost it releases nothing that runs", async () => {
    const { two, one, machine } = harness();
    await expect(call(power(two).abandon(machine, one.id))).rejects.toMatchObject({
      code: "MIGRATION_ARRIVED",
    });
    await expect(call(power(two).release(machine, { keepDisks: false }))).rejects.toMatchObject({
      code: "MACHINE_CONFLICT",
    });
    expect(await has(kit, two)).toBe("running");
  }, 60_000);

  it("moves it back", async () => {
    const { one, two } = harness();
    await move(two, one, 2);
  }, 180_000);
}

async function eventually({ pass }: MigrationHarness, test: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < patience && !(await test()); round += 1) await pass();
  expect(await test()).toBe(true);
}

async function answered<T>({ pass }: MigrationHarness, promise: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  promise.then(over, over);
  for (let round = 0; round < patience && !isOver; round += 1) await pass();
  return promise;
}
