import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import type { Permission } from "@novacron/protocol/domain/permissions";
import { everything, type Scope } from "@novacron/protocol/domain/scope";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { moveTargets } from "@novacron/protocol/http/migrations";
import type { Person } from "@novacron/protocol/http/session";
import { describe, expect, it } from "vitest";
import { machineNumber, machineOf, operationNumber } from "../../kit/fleet.ts";
import { anna, startControl, type TestControl } from "../../kit/kit.ts";
import { MoverHost, workAll } from "../../kit/movers.ts";
import { settled } from "../../kit/virtual-clock.ts";
import { defaultTrust } from "../trust/trust-ports.ts";

const web = machineNumber(1);
const by = { name: "anna", who: anna };
const running = (number: number, more = {}) =>
  machineOf(machineNumber(number), { state: "running", reason: "booted", ...more });

async function twoHosts(machines = [running(1)], given: Parameters<typeof startControl>[0] = {}) {
  const control = await startControl(given);
  const h1 = new MoverHost(control, 1, machines);
  const h2 = new MoverHost(control, 2);
  await h1.join();
  await h2.join();
  return { control, h1, h2 };
}

async function ask(
  { app }: TestControl,
  number: number,
  migration: MigrationOptions,
  machine = machineNumber(number),
) {
  const id = operationNumber(number);
  const body = { id, kind: "machine.migrate", machine, params: { migration } } as const;
  const asked = await app.requestOperation(anna, body);
  await settled();
  return asked;
}

const now = ({ app }: TestControl, number: number) => app.operationNow(operationNumber(number));

const assigned = ({ link }: TestControl, { id }: MoverHost) =>
  link.of("hostAssignments").findLast(({ host }) => host === id)?.machines;

/** Holds these alone, each where it says. */
function holding(...held: readonly (readonly [Permission, Scope])[]): Person {
  const grants = held.map(([permission, scope]) => ({
    role: `may-${permission}`,
    permissions: [permission],
    scope,
    group: null,
  }));
  return { ...anna, grants, limits: [], duties: [] };
}

describe("certificates of QEMU", () => {
  const fleet = "f".repeat(43);
  const foreign = "x".repeat(43);
  const believing = (host: MoverHost, trusted: string[], issuer: string) => {
    const migration = host.inventory.migration as NonNullable<typeof host.inventory.migration>;
    const tlsAuthorities = { trusted, issuer };
    host.inventory = { ...host.inventory, migration: { ...migration, tlsAuthorities } };
  };
  const against = async (trusted: string[], issuer: string) => {
    const { control, h1, h2 } = await twoHosts();
    believing(h1, [fleet], fleet);
    believing(h2, trusted, issuer);
    await h1.report();
    await h2.report();
    return control.app.moving.moves.targets(by, web).targets[0]?.obstacles ?? [];
  };

  it("are in the way where one host's authority is not the other's", async () => {
    const found = await against([fleet], foreign);
    expect(found.map(({ code }) => code)).toEqual(["tls"]);
    expect(found[0]?.text).toContain("does not believe the authority");
    expect(await against([foreign], foreign)).toHaveLength(2);
  });

  it("may be of either authority while it changes", async () => {
    expect(await against([fleet, foreign], fleet)).toEqual([]);
  });
});

describe("the right to bring a machine onto a host", () => {
  const h2Tag = { kind: "tag", tag: "h2" } as const;
  const mover = [
    ["machine.view", everything],
    ["machine.move", everything],
  ] as const;

  it("is asked for beside the right to move it, and its lack is explained", async () => {
    const { control, h2 } = await twoHosts();
    const body = {
      id: operationNumber(1),
      kind: "machine.migrate",
      machine: machineNumber(1),
      params: { migration: { target: h2.id } },
    } as const;
    const refused = control.app.requestOperation(holding(...mover), body);
    await expect(refused).rejects.toMatchObject({
      code: "ACTION_NOT_POSSIBLE",
      details: { obstacles: ["receive"] },
      next: expect.stringContaining("host.receive"),
    });
    const neither = holding(["machine.view", everything]);
    await expect(control.app.requestOperation(neither, body)).rejects.toMatchObject({
      code: "FORBIDDEN",
      details: { obstacles: ["role", "receive"] },
      next: expect.stringMatching(/machine\.move.*host\.receive/),
    });
    const allowed = holding(...mover, ["host.receive", h2Tag]);
    expect(await control.app.requestOperation(allowed, body)).toMatchObject({ id: body.id });
  });

  it("is held for one host by its name, or for what the machine belongs to", async () => {
    const { control, h2 } = await twoHosts([running(1, { tags: ["web"] })]);
    const h3 = new MoverHost(control, 3);
    await h3.join();
    const open = (who: Person) =>
      control.app.moving.moves
        .targets({ name: "anna", who }, machineNumber(1))
        .targets.filter(({ obstacles }) => obstacles.length === 0)
        .map(({ host }) => host)
        .sort();
    expect(open(holding(...mover))).toEqual([]);
    expect(open(holding(...mover, ["host.receive", h2Tag]))).toEqual([h2.id]);
    const web = { kind: "tag", tag: "web" } as const;
    expect(open(holding(...mover, ["host.receive", web]))).toEqual([h2.id, h3.id].sort());
    expect(open(holding(["machine.view", web], ["machine.move", web]))).toEqual([]);
  });
});

describe("a move", () => {
  it("shows on its target what is reserved for it, until it is over", async () => {
    const { control, h1, h2 } = await twoHosts();
    const reserved = () => control.app.hostView(h2.id)?.reserved;
    expect(reserved()).toEqual({ vcpus: 0, memoryBytes: 0, pools: {} });
    await ask(control, 1, { target: h2.id });
    const { vcpus, memoryMaxBytes: memoryBytes } = running(1);
    expect(reserved()).toEqual({ vcpus, memoryBytes, pools: {} });
    await workAll(h1, h2);
    expect(now(control, 1)).toMatchObject({ state: "succeeded" });
    expect(reserved()).toEqual({ vcpus: 0, memoryBytes: 0, pools: {} });
  });

  it("goes by two hosts to its end, with its forecast before and its measure after", async () => {
    const { control, h1, h2 } = await twoHosts();
    const asked = await ask(control, 1, { target: h2.id });
    expect(asked.migration).toMatchObject({
      kind: "live",
      target: h2.id,
      targetName: "h2",
      next: 1,
    });
    expect(asked.migration?.forecast?.durationMs.p50).toBeGreaterThan(0);
    await workAll(h1, h2);
    const ended = now(control, 1);
    expect(ended).toMatchObject({
      state: "succeeded",
      migration: { outcome: "moved", phase: "done" },
    });
    expect(ended?.migration?.measured?.pauseMs).toBe(130);
    // Once for the move, and once for how it writes.
    expect(h1.asked).toEqual(["describe", "describe", "reach", "perform", "release"]);
    expect(h2.asked).toEqual(["check", "prepare", "adopt"]);
    const view = control.app.seenBy(anna).machine(web);
    expect(view).toMatchObject({ host: h2.id, state: "running", conflict: false });
    expect(view.report).toMatchObject({ generation: 1, owner: h2.id });
    const { items } = await control.app.moving.moves.recorded({ limit: 9, offset: 0 });
    expect(items).toMatchObject([
      {
        machineName: "web-1",
        sourceName: "h1",
        targetName: "h2",
        outcome: "completed",
        pauseMs: 130,
      },
    ]);
    expect((await control.app.moving.moves.calibration()).all.moves).toBe(1);
  });

  it("bars both copies while it is under way, and is no conflict", async () => {
    const { control, h1, h2 } = await twoHosts();
    h2.silent.add("migration.adopt");
    await ask(control, 1, { target: h2.id });
    await workAll(h1, h2);
    expect(control.app.seenBy(anna).machine(web).conflict).toBe(false);
    await control.clock.advance(2_000);
    for (const host of [h1, h2]) {
      expect(assigned(control, host)).toMatchObject([{ id: web, autostart: false }]);
      expect(assigned(control, host)?.[0]?.barred).toMatch(/being moved/);
    }
    h2.silent.clear();
    await workAll(h1, h2);
    await control.clock.advance(2_000);
    expect(assigned(control, h2)).toMatchObject([{ id: web, generation: 1, barred: null }]);
    expect(assigned(control, h1)).toEqual([]);
  });

  it("never gives a generation twice, also where a move was undone", async () => {
    const { control, h1, h2 } = await twoHosts();
    h1.silent.add("migration.perform");
    await ask(control, 1, { target: h2.id });
    await workAll(h1, h2);
    await control.app.cancelOperation(anna, operationNumber(1));
    const perform = h1.commands().find(({ action }) => action.kind === "migration.perform");
    expect(h1.cancels()).toEqual([perform?.id]);
    await h1.answer(perform as NonNullable<typeof perform>, { type: "failed", code: "CANCELLED" });
    await workAll(h1, h2);
    expect(now(control, 1)).toMatchObject({ state: "cancelled", migration: { undo: "done" } });
    const second = await ask(control, 2, { target: h2.id }, web);
    expect(second.migration?.next).toBe(2);
  });

  it.each(["describe", "check", "reach", "prepare", "perform", "adopt", "release"])(
    "goes on over a restart in %s",
    async (step) => {
      const { control, h1, h2 } = await twoHosts();
      h1.silent.add(`migration.${step}`);
      h2.silent.add(`migration.${step}`);
      await ask(control, 1, { target: h2.id });
      await workAll(h1, h2);
      control.life.alive = false;
      const again = await startControl({ disk: control.disk, clock: control.clock });
      for (const host of [h1, h2]) {
        host.moveTo(again);
        host.silent.clear();
        await host.join();
      }
      await again.clock.advance(3_000);
      await workAll(h1, h2);
      expect(now(again, 1)).toMatchObject({ state: "succeeded", migration: { outcome: "moved" } });
      expect(again.app.seenBy(anna).machine(web).host).toBe(h2.id);
    },
  );

  describe("whose memory was lost", () => {
    /** In post-copy, of a machine that its policy has started anew. */
    async function lost() {
      const fleet = await twoHosts();
      const { control, h1, h2 } = fleet;
      await control.app.moves.setPolicy(anna, web, { postCopy: true, restartAfterLoss: true });
      h1.silent.add("migration.perform");
      const asked = await ask(control, 1, { target: h2.id });
      expect(asked.migration?.options.postCopy).toBe(true);
      await workAll(h1, h2);
      await h1.change(web, { state: "paused", reason: "postcopy" });
      const perform = h1.commands().find(({ action }) => action.kind === "migration.perform");
      await h1.answer(perform as NonNullable<typeof perform>, {
        type: "failed",
        code: "MIGRATION_MEMORY_LOST",
      });
      await workAll(h1, h2);
      expect(now(control, 1)).toMatchObject({
        state: "failed",
        migration: { outcome: "memory-lost" },
      });
      return fleet;
    }

    /** Operations that start it; each is sent again until the agent answers. */
    const starts = (h1: MoverHost) => {
      const sent = h1.commands().filter(({ action }) => action.kind === "machine.start");
      return new Set(sent.map(({ operation }) => operation)).size;
    };

    const off = (reason: string, since: number | null) =>
      running(1, { state: "shutoff", reason, since });

    it("says so plainly, and its machine starts where its policy says so, once it is off", async () => {
      const { control, h1 } = await lost();
      await control.clock.advance(1_000);
      expect(starts(h1)).toBe(0);
      h1.machines = [off("crashed", 7)];
      await h1.report();
      await control.clock.advance(1_000);
      expect(starts(h1), "not all that its host saw is known yet").toBe(0);
      await h1.batch();
      await control.clock.advance(1_000);
      expect(starts(h1)).toBe(1);
    });

    it.each([
      ["off by the loss", ["crashed", 7], [], 1],
      ["found off by an agent that was away too", ["unknown", null], [], 1],
      ["shut down by a person or its guest", ["shutdown", 9], [], 0],
      ["destroyed, of which an agent that was away saw nothing", ["destroyed", null], [], 0],
      ["destroyed by a person who found half of it", ["destroyed", 9], [], 0],
      ["started, then crashed, by the agent's events", ["crashed", 9], ["ran"], 0],
    ] as const)("starts one that is %s while no control plane ran: %j", async (...given) => {
      const [, [reason, since], events, count] = given;
      const { control, h1, h2 } = await lost();
      control.life.alive = false;
      const again = await startControl({ disk: control.disk, clock: control.clock });
      await again.clock.advance(10_000);
      h1.moveTo(again);
      h2.moveTo(again);
      h1.machines = [off(reason, since)];
      await h1.report();
      await again.clock.advance(8_000);
      expect(starts(h1), "before its kept events came").toBe(0);
      for (const _ of events) {
        await h1.change(web, { state: "running", reason: "booted", since: 8 });
        await h1.change(web, { ...off(reason, since) });
      }
      await h2.join();
      await h1.join();
      await again.clock.advance(8_000);
      expect(starts(h1)).toBe(count);
    });
  });

  it("is told to outside tools with its phase and what is left", async () => {
    const { control, h1, h2 } = await twoHosts();
    h1.silent.add("migration.perform");
    await ask(control, 1, { target: h2.id });
    await workAll(h1, h2);
    await control.clock.advance(2_500);
    const facts = control.link.of("fleetOperation");
    expect(facts.at(-1)).toMatchObject({
      sentence: "anna is moving web-1 from h1 to h2",
      migration: { target: h2.id, phase: "moving", outcome: null },
    });
  });

  it("keeps the secret of its gate out of everything but the commands", async () => {
    const { control, h1, h2 } = await twoHosts();
    await ask(control, 1, { target: h2.id });
    await workAll(h1, h2);
    const prepare = h2.commands().find(({ action }) => action.kind === "migration.prepare");
    const secret = prepare?.action.kind === "migration.prepare" ? prepare.action.secret : "";
    expect(secret).toHaveLength(43);
    const facts = control.link.sent.filter(({ topic }) => topic !== "hostCommand");
    expect(JSON.stringify(facts)).not.toContain(secret);
    expect(JSON.stringify(now(control, 1))).not.toContain(secret);
  });
});

describe("what stands against a move", () => {
  it("is said all at once when it is asked for", async () => {
    const nic = {
      target: null,
      mac: null,
      type: "network",
      source: "lan",
      model: null,
      addresses: [],
    };
    const { control, h2 } = await twoHosts([
      running(1, { memoryMaxBytes: 64 * 2 ** 30, autostart: "libvirt", nics: [nic] }),
    ]);
    const refused: unknown = await ask(control, 1, { target: h2.id }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(NovaError);
    expect((refused as NovaError).details.obstacles).toEqual([
      "autostart-libvirt",
      "memory",
      "network",
    ]);
  });

  it("is ranked over all targets, each with its own reasons", async () => {
    const { control, h2 } = await twoHosts();
    const small = new MoverHost(control, 3);
    small.inventory = { ...small.inventory, memoryBytes: 2 ** 29 };
    await small.join();
    const found = control.app.moving.moves.targets(by, web);
    const { targets, obstacles } = moveTargets.parse(found);
    expect(obstacles).toEqual([]);
    expect(
      targets.map(({ hostName, obstacles: found }) => [hostName, found.map(({ code }) => code)]),
    ).toEqual([
      ["h2", []],
      ["h3", ["memory"]],
    ]);
    expect(targets[0]?.host).toBe(h2.id);
    expect(targets[0]?.forecast).not.toBeNull();
  });

  it("is found by trying, beside what the inventory knows", async () => {
    const { control, h1, h2 } = await twoHosts();
    h2.silent.add("migration.check");
    const checking = control.app.moving.moves.check(by, web, { target: h2.id });
    await settled();
    await workAll(h1, h2);
    const check = h2.commands().find(({ action }) => action.kind === "migration.check");
    const findings = [{ code: "cpu", text: "no AVX there", remedy: "Choose another CPU model" }];
    const migration = { kind: "migration.check", findings, port: 1 } as const;
    await h2.answer(check as NonNullable<typeof check>, { type: "succeeded", migration });
    await workAll(h1, h2);
    expect(await checking).toMatchObject({
      tried: true,
      obstacles: findings,
      roundTripMs: 0.4,
      dirtyBytesPerSecond: 4e6,
    });
    expect(control.app.seenBy(anna).machine(web).heldBy).toBeNull();
  });

  it("names the host that does not answer in its time", async () => {
    const { control, h1, h2 } = await twoHosts();
    h1.silent.add("migration.describe");
    const checking = control.app.moving.moves.check(by, web, { target: h2.id });
    await control.clock.advance(21_000);
    const { obstacles } = await checking;
    expect(obstacles.map(({ code }) => code)).toEqual(["no-answer"]);
    expect(obstacles[0]?.text).toContain("h1");
  });
});

describe("a host whose clock is wrong", () => {
  const hour = 3_600_000;

  async function skewed(byMs: number) {
    const fleet = await twoHosts([running(1)], { trust: { ...defaultTrust, tls: true } });
    const { control, h1, h2 } = fleet;
    const { trust } = control.app;
    for (const [host, name] of [
      [h1.id, "h1"],
      [h2.id, "h2"],
    ] as const) {
      const wish = { label: "", host, expiresInMinutes: 60 };
      const { token } = await trust.tokens.create("anna", wish);
      const request = `request of ${name}`;
      await trust.enrol({ token, host, name, request, qemuRequest: request }, "10.0.0.9");
    }
    for (let i = 0; i < 5; i += 1) {
      await control.clock.advance(5_000);
      await h2.send({ ...h2.makeBatch(), at: control.clock.now() + byMs });
    }
    return fleet;
  }

  it.each([hour, -hour, -14 * hour])("takes machines all the same: %i ms", async (byMs) => {
    const { control, h1, h2 } = await skewed(byMs);
    const { problems } = control.app.seenBy(anna).host(h2.id);
    expect(problems.map(({ code }) => code)).toContain("clock-skew");
    await ask(control, 1, { target: h2.id });
    await workAll(h1, h2);
    expect(now(control, 1)).toMatchObject({ state: "succeeded" });
  });

  it.each([8 * 24 * hour, -25 * hour])(
    "takes none where the certificates do not hold by it, and says so first: %i ms",
    async (byMs) => {
      const { control, h2 } = await skewed(byMs);
      const refused = ask(control, 1, { target: h2.id });
      await expect(refused).rejects.toMatchObject({
        code: "ACTION_NOT_POSSIBLE",
        details: { obstacles: ["clock"] },
        next: expect.stringContaining("timedatectl"),
      });
      const { targets } = control.app.moving.moves.targets(by, web);
      expect(targets.map(({ obstacles }) => obstacles.map(({ code }) => code))).toEqual([
        ["clock"],
      ]);
      expect(h2.commands()).toEqual([]);
    },
  );
});

describe("places and turns", () => {
  it("holds room on the target until the move is over, and leaks nothing", async () => {
    const big = { memoryBytes: 9 * 2 ** 30, memoryMaxBytes: 9 * 2 ** 30 };
    const { control, h1, h2 } = await twoHosts([running(1, big), running(2, big)]);
    h1.silent.add("migration.perform");
    await ask(control, 1, { target: h2.id });
    await workAll(h1, h2);
    await expect(ask(control, 2, { target: h2.id })).rejects.toMatchObject({
      details: { obstacles: ["memory"] },
    });
    await control.app.cancelOperation(anna, operationNumber(1));
    const perform = h1.commands().find(({ action }) => action.kind === "migration.perform");
    await h1.answer(perform as NonNullable<typeof perform>, { type: "failed", code: "CANCELLED" });
    await workAll(h1, h2);
    expect(control.app.moving.fleet.reserved().size).toBe(0);
    await ask(control, 2, { target: h2.id });
    expect(control.app.moving.fleet.reserved().get(h2.id)?.memoryBytes).toBe(9 * 2 ** 30);
  });

  it("lets those wait that are over the limit, and says for what", async () => {
    const { control, h1, h2 } = await twoHosts([running(1), running(2), running(3)]);
    h1.silent.add("migration.describe");
    for (const number of [1, 2, 3]) await ask(control, number, { target: h2.id });
    const { running: under, waiting } = control.app.moving.moves.list(() => true);
    expect(under.map(({ machineName }) => machineName)).toEqual(["web-1", "web-2"]);
    expect(waiting.map(({ machineName }) => machineName)).toEqual(["web-3"]);
    expect(waiting[0]?.migration?.waitsFor[0]).toContain("moves from h1");
    h1.silent.clear();
    await workAll(h1, h2);
    expect(now(control, 3)?.state).toBe("succeeded");
  });
});
