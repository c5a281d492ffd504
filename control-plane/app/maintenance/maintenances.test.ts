import { holderOf } from "@novacron/protocol/domain/may";
import { describe, expect, it } from "vitest";
import { machineNumber, machineOf, operationNumber } from "../../kit/fleet.ts";
import { anna, startControl } from "../../kit/kit.ts";
import { MoverHost, workAll } from "../../kit/movers.ts";

const running = (number: number, more = {}) =>
  machineOf(machineNumber(number), { state: "running", reason: "booted", ...more });
const id = operationNumber(50);
const asAnna = { name: "anna", who: anna };

async function fleetOf(machines = [running(1), running(2)]) {
  const control = await startControl();
  const h1 = new MoverHost(control, 1, machines);
  const h2 = new MoverHost(control, 2);
  const h3 = new MoverHost(control, 3);
  for (const host of [h1, h2, h3]) await host.join();
  return { control, h1, h2, h3 };
}

describe("a maintenance of a host", () => {
  it("shows its plan: who goes where, how long, and what cannot move with why", async () => {
    const { control, h1 } = await fleetOf([running(1), running(2, { autostart: "libvirt" })]);
    const plan = await control.app.maintenances.plan(h1.id);
    expect(plan.moves.map(({ machineName, state }) => [machineName, state])).toEqual([
      ["web-1", "planned"],
      ["web-2", "planned"],
    ]);
    expect(plan.moves[0]?.to).not.toBeNull();
    expect(plan.moves[1]).toMatchObject({ to: null, obstacles: [{ code: "autostart-libvirt" }] });
    expect(plan.durationMs).toBeGreaterThan(0);
    expect(plan.warnings).toEqual([]);
  });

  it("puts no more disks on a host than its pool has room for", async () => {
    const GiB = 2 ** 30;
    const path = "/var/lib/libvirt/images";
    const disk = (number: number) => ({
      target: "vda",
      device: "disk" as const,
      type: "file",
      source: `${path}/web-${number}.qcow2`,
      format: "qcow2",
      bus: "virtio",
      readOnly: false,
      capacityBytes: 30 * GiB,
      shareable: false,
    });
    const machines = [1, 2, 3, 4].map((number) => running(number, { disks: [disk(number)] }));
    const control = await startControl();
    const hosts = [1, 2, 3].map((number) => new MoverHost(control, number));
    const [h1, h2, h3] = hosts as [MoverHost, MoverHost, MoverHost];
    h1.machines = machines;
    // The host with the most memory and processors has the least room for disks.
    for (const [host, availableGib] of [
      [h1, 0],
      [h2, 50],
      [h3, 95],
    ] as const) {
      const availableBytes = availableGib * GiB;
      const capacityBytes = 200 * GiB;
      const allocationBytes = capacityBytes - availableBytes;
      const room = { capacityBytes, allocationBytes, availableBytes };
      const pools = [{ name: "images", type: "dir", active: true, path, ...room }];
      const large = host === h2 ? { cpuThreads: 64, memoryBytes: 256 * GiB } : {};
      host.inventory = { ...host.inventory, pools, ...large };
      await host.join();
    }
    const plan = await control.app.maintenances.plan(h1.id);
    expect(plan.moves.flatMap(({ obstacles }) => obstacles)).toEqual([]);
    const to = plan.moves.map((move) => move.to);
    expect(to.filter((host) => host === h2.id)).toHaveLength(1);
    expect(to.filter((host) => host === h3.id)).toHaveLength(3);
    expect(plan.warnings.join()).not.toContain("pool");
  });

  it("begins at once, and goes on with the end of a move instead of with the next second", async () => {
    const { control, h1, h2, h3 } = await fleetOf();
    const begun = { id, hosts: [h1.id], hook: "none", returns: false, acceptRisk: true } as const;
    await control.app.maintenances.begin(asAnna, { ...begun, hosts: [...begun.hosts] });
    // In all less than one tick.
    for (let i = 0; i < 30; i += 1) {
      await control.clock.advance(20);
      await workAll(h1, h2, h3);
    }
    expect(await control.app.maintenances.show(id)).toMatchObject({ state: "ended" });
    expect(h1.machines).toEqual([]);
  });

  it("empties the host by operations, over a restart, and takes nothing meanwhile", async () => {
    const { control, h1, h2, h3 } = await fleetOf();
    const body = { id, hosts: [h1.id], hook: "person", returns: false, acceptRisk: false } as const;
    const begun = { ...body, hosts: [...body.hosts] };
    await control.app.maintenances.begin(asAnna, begun);
    expect(await control.app.maintenances.begin(asAnna, begun)).toMatchObject({ id });
    expect(control.feed.plans).toEqual(["maintenance"]);
    await control.clock.advance(3_000);
    const viewOf = (of: typeof control, host: typeof h1) => of.app.seenBy(anna).host(host.id);
    const held = { id, state: "draining", paused: false, requestedBy: "anna" };
    expect(viewOf(control, h1).maintenance).toMatchObject(held);
    expect(viewOf(control, h2).maintenance).toBeNull();
    const told = control.link.of("fleetHost").findLast(({ host }) => host === h1.id);
    expect(told?.maintenance).toMatchObject(held);
    expect(new Set(control.feed.plans)).toEqual(new Set(["maintenance"]));
    const { targets } = control.app.moving.moves.targets(
      { name: "anna", who: anna },
      machineNumber(1),
    );
    expect(targets.map(({ host }) => host)).toEqual(expect.arrayContaining([h2.id, h3.id]));
    control.life.alive = false;
    const again = await startControl({ disk: control.disk, clock: control.clock });
    for (const host of [h1, h2, h3]) {
      host.moveTo(again);
      await host.join();
    }
    for (let i = 0; i < 12; i += 1) {
      await again.clock.advance(2_500);
      await workAll(h1, h2, h3);
    }
    const shown = await again.app.maintenances.show(id);
    expect(shown.hosts[0]).toMatchObject({ state: "maintained" });
    expect(h1.machines).toEqual([]);
    expect(again.app.maintenances.closed(h1.id)).toMatch(/anna/);
    await again.app.maintenances.steer(asAnna, id, { action: "go-on" });
    await again.clock.advance(2_500);
    expect(await again.app.maintenances.show(id)).toMatchObject({ state: "ended" });
  });

  it("is refused where the rest could not lose one more host, unless the risk is accepted", async () => {
    const big = { memoryBytes: 12 * 2 ** 30, memoryMaxBytes: 12 * 2 ** 30 };
    const { control, h1, h2 } = await fleetOf([running(1, big)]);
    h2.machines = [running(2, big)];
    await h2.report();
    const body = { id, hosts: [h1.id], hook: "none", returns: false } as const;
    const asked = { ...body, hosts: [...body.hosts] };
    await expect(
      control.app.maintenances.begin(asAnna, { ...asked, acceptRisk: false }),
    ).rejects.toMatchObject({ details: { obstacles: ["n-plus-one"] } });
    const begun = await control.app.maintenances.begin(asAnna, { ...asked, acceptRisk: true });
    expect(begun.state).toBe("running");
  });
});

describe("placement", () => {
  it("says what would happen if a host were lost", async () => {
    const { control, h1 } = await fleetOf();
    const told = await control.app.placement.advisor.whatIf({ kind: "host-lost", host: h1.id });
    expect(told.fits).toBe(true);
    expect(told.after.hosts.map(({ hostName }) => hostName)).toEqual(["h2", "h3"]);
    expect(told.words[0]).toContain("2 machines would find a place");
    const many = { kind: "machines-added", count: 40, vcpus: 2, memoryBytes: 4 * 2 ** 30 } as const;
    expect((await control.app.placement.advisor.whatIf(many)).fits).toBe(false);
  });

  it("mends a hard rule by a plan that is carried out as operations", async () => {
    const { control, h1, h2, h3 } = await fleetOf([
      running(1, { tags: ["db"] }),
      running(2, { tags: ["db"] }),
    ]);
    const rule = { kind: "apart", id: "db", machines: "db", weight: null, perHost: 1 } as const;
    await control.app.placement.book.putRule("db", rule);
    const {
      moves,
      id: plan,
      before,
      after,
    } = await control.app.placement.advisor.suggest("repair");
    expect(moves).toHaveLength(1);
    expect([before.brokenRules, after.brokenRules]).toEqual([1, 0]);
    expect(moves[0]?.reason).not.toBe("");
    await control.app.placement.advisor.begin("anna", plan);
    for (let i = 0; i < 8; i += 1) {
      await control.clock.advance(1_500);
      await workAll(h1, h2, h3);
    }
    expect(h1.machines).toHaveLength(1);
    const [last] = (await control.app.moving.moves.recorded({ limit: 1, offset: 0 })).items;
    expect(last?.outcome).toBe("completed");
    // What was moved just now rests.
    expect((await control.app.placement.advisor.suggest("rebalance")).moves).toEqual([]);
  });

  it("ends a plan that a restart cut off, and says what became of its moves", async () => {
    const { control, h1, h2, h3 } = await fleetOf(
      [1, 2, 3].map((n) => running(n, { tags: ["db"] })),
    );
    const rule = { kind: "apart", id: "db", machines: "db", weight: null, perHost: 1 } as const;
    await control.app.placement.book.putRule("db", rule);
    const made = await control.app.placement.advisor.suggest("repair");
    expect(made.moves).toHaveLength(2);
    await control.app.placement.advisor.begin("anna", made.id);
    expect(control.app.placement.runs.newest()).toMatchObject({ state: "running" });
    await control.clock.advance(1_500);
    control.life.alive = false;
    const again = await startControl({ disk: control.disk, clock: control.clock });
    const run = again.app.placement.runs.newest();
    expect(run).toMatchObject({ plan: made.id, requestedBy: "anna", state: "interrupted" });
    expect(run?.endedAt).not.toBeNull();
    expect(run?.problem).toContain("2 of its 2 moves were asked for");
    for (const host of [h1, h2, h3]) {
      host.moveTo(again);
      await host.join();
    }
    for (let i = 0; i < 8; i += 1) {
      await again.clock.advance(2_500);
      await workAll(h1, h2, h3);
    }
    expect(h1.machines).toHaveLength(1);
    // Once more it is the same, and another plan may be carried out.
    const fresh = await again.app.placement.advisor.suggest("repair");
    await again.app.placement.advisor.begin("anna", fresh.id);
    await again.clock.advance(2_500);
    expect(again.app.placement.runs.newest()).toMatchObject({
      plan: fresh.id,
      state: "done",
    });
  });

  it("keeps settings and rules over a restart, and refuses a rule under another name", async () => {
    const { control } = await fleetOf();
    const rule = { kind: "together", id: "pair", machines: "pair", weight: 5 } as const;
    await control.app.placement.book.putRule("pair", rule);
    await control.app.placement.book.set({
      ...control.app.placement.book.settings,
      mode: "manual",
    });
    await expect(control.app.placement.book.putRule("other", rule)).rejects.toThrow();
    const again = await startControl({ disk: control.disk, clock: control.clock });
    expect(again.app.placement.book.view()).toMatchObject({
      settings: { mode: "manual" },
      rules: [rule],
    });
  });
});

const boss = { name: "boss", who: holderOf("administrator") };
const hooks = [{ name: "upgrade", problem: null }];

/** Three hosts of which the first has a hook, and it is to be emptied. */
async function hookedFleet() {
  const fleet = await fleetOf([running(1)]);
  const { h1 } = fleet;
  const capabilities = [...h1.inventory.capabilities, "host.hook"];
  h1.inventory = { ...h1.inventory, capabilities, hooks };
  h1.silent.add("host.hook");
  await h1.report();
  const body = {
    id,
    hosts: [h1.id],
    hook: "none" as const,
    command: { name: "upgrade", timeoutMs: 60_000 },
    returns: false,
    acceptRisk: true,
  };
  return { ...fleet, body };
}

async function pass(fleet: Awaited<ReturnType<typeof hookedFleet>>, ms: number) {
  const { control, h1, h2, h3 } = fleet;
  for (let i = 0; i < 10; i += 1) {
    await control.clock.advance(ms / 10);
    await workAll(h1, h2, h3);
  }
}

const hookAsked = (host: MoverHost) =>
  host.commands().filter((one) => one.action.kind === "host.hook");

describe("a hook of a maintenance", () => {
  it("needs its own permission, and every host to have it", async () => {
    const { control, h2, body } = await hookedFleet();
    const begin = (by: typeof boss, more = {}) =>
      control.app.maintenances.begin(by, { ...body, ...more });
    await expect(begin(asAnna)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(begin(boss, { hosts: [...body.hosts, h2.id] })).rejects.toMatchObject({
      code: "ACTION_NOT_POSSIBLE",
      details: { obstacles: ["hook-agent"], reasons: ["The agent of h2 runs no hooks"] },
    });
    const other = { name: "reboot", timeoutMs: 60_000 };
    await expect(begin(boss, { command: other })).rejects.toMatchObject({
      details: { obstacles: ["hook-absent"] },
    });
    expect(await begin(boss)).toMatchObject({ state: "running", command: body.command });
  });

  it("is one signed command by name, sent again as the same, and its end goes on", async () => {
    const fleet = await hookedFleet();
    const { control, h1, body } = fleet;
    await control.app.maintenances.begin(boss, body);
    await pass(fleet, 10_000);
    const show = () => control.app.maintenances.show(id);
    expect(await show()).toMatchObject({ hosts: [{ state: "working", run: { state: "asked" } }] });
    await pass(fleet, 60_000);
    const asked = hookAsked(h1);
    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked.map((one) => `${one.id} ${one.turn}`)).size).toBe(1);
    expect(asked[0]).toMatchObject({
      epoch: 1,
      action: { kind: "host.hook", name: "upgrade", timeoutMs: 60_000 },
    });
    const [first] = asked;
    if (first === undefined) throw new Error("nothing was asked");
    await h1.answer(first, { type: "succeeded", result: { exitCode: 0, output: "3 upgraded" } });
    await pass(fleet, 3_000);
    expect(await show()).toMatchObject({
      state: "ended",
      hosts: [{ state: "done", run: { state: "succeeded", output: "3 upgraded" } }],
    });
    const query = { action: "host.hook", newestFirst: true, limit: 10, look: 1_000 };
    const { items: rows } = await control.app.auditRows(query);
    expect(rows.map(({ actor, detail }) => [actor, detail.state, detail.hook])).toEqual([
      ["boss", "succeeded", "upgrade"],
      ["boss", "asked", "upgrade"],
    ]);
  });

  it("is asked for as the same by a control plane that began anew", async () => {
    const fleet = await hookedFleet();
    const { control, h1, h2, h3, body } = fleet;
    await control.app.maintenances.begin(boss, body);
    await pass(fleet, 10_000);
    const [before] = hookAsked(h1);
    control.life.alive = false;
    const again = await startControl({ disk: control.disk, clock: control.clock });
    for (const host of [h1, h2, h3]) {
      host.moveTo(again);
      await host.join();
    }
    await pass({ ...fleet, control: again }, 10_000);
    expect(hookAsked(h1).at(-1)?.id).toBe(before?.id);
    await again.app.maintenances.steer(boss, id, { action: "cancel" });
    expect(h1.cancels()).toEqual([before?.id]);
  });

  it("is taken back until that is answered, by a control plane that began anew too", async () => {
    const fleet = await hookedFleet();
    const { control, h1, h2, h3, body } = fleet;
    await control.app.maintenances.begin(boss, body);
    await pass(fleet, 10_000);
    const [asked] = hookAsked(h1);
    if (asked === undefined) throw new Error("nothing was asked");
    await h1.answer(asked, { type: "accepted" });
    await control.app.maintenances.steer(boss, id, { action: "cancel" });
    await pass(fleet, 60_000);
    expect(h1.cancels().length).toBeGreaterThan(1);
    expect(control.app.maintenances.closed(h1.id)).not.toBeNull();
    control.life.alive = false;
    const again = await startControl({ disk: control.disk, clock: control.clock });
    for (const host of [h1, h2, h3]) {
      host.moveTo(again);
      await host.join();
    }
    const later = { ...fleet, control: again };
    await pass(later, 10_000);
    expect(h1.cancels().at(-1)).toBe(asked.id);
    // What never came there is refused by the cancel before it.
    expect(hookAsked(h1).at(-1)).toMatchObject({ id: asked.id });
    await expect(
      again.app.maintenances.steer(boss, id, { action: "resume" }),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    await h1.answer(asked, { type: "failed", code: "CANCELLED" });
    expect(await again.app.maintenances.show(id)).toMatchObject({
      state: "cancelled",
      endedAt: expect.any(Number),
      hosts: [{ run: { state: "failed" } }],
    });
    const said = h1.cancels().length;
    await pass(later, 60_000);
    expect(h1.cancels()).toHaveLength(said);
    expect(again.app.maintenances.closed(h1.id)).toBeNull();
  });
});
