import type { Permission } from "@novacron/protocol/domain/permissions";
import { everything, type Scope } from "@novacron/protocol/domain/scope";
import type { Person } from "@novacron/protocol/http/session";
import { describe, expect, it } from "vitest";
import { machineNumber, machineOf, operationNumber } from "../../kit/fleet.ts";
import { anna, startControl, type TestControl } from "../../kit/kit.ts";
import { MoverHost, workAll } from "../../kit/movers.ts";
import { settled } from "../../kit/virtual-clock.ts";

const web = machineNumber(1);

async function twoHosts() {
  const control = await startControl();
  const running = machineOf(web, { state: "running", reason: "booted" });
  const h1 = new MoverHost(control, 1, [running]);
  const h2 = new MoverHost(control, 2);
  await h1.join();
  await h2.join();
  return { control, h1, h2 };
}

const now = ({ app }: TestControl, number: number) => app.operationNow(operationNumber(number));

function holding(...held: readonly (readonly [Permission, Scope])[]) {
  const grants = held.map(([permission, scope]) => ({
    role: permission,
    permissions: [permission],
    scope,
    group: null,
  }));
  return { grants, limits: [], duties: [] };
}

describe("a move that is asked for at a time", () => {
  const admin: Person = { ...anna, name: "admin" };
  const hour = 3_600_000;

  async function askAt(
    control: TestControl,
    target: MoverHost,
    more: { by?: Person; inMs?: number } = {},
  ) {
    const notBefore = control.clock.now() + (more.inMs ?? 2 * hour);
    const params = { migration: { target: target.id, notBefore } };
    const body = { id: operationNumber(1), kind: "machine.migrate", machine: web, params } as const;
    const asked = await control.app.requestOperation(more.by ?? admin, body);
    await settled();
    return asked;
  }

  async function pass(control: TestControl, ms: number, ...hosts: readonly MoverHost[]) {
    for (let left = ms; left > 0; left -= 60_000) {
      await control.clock.advance(Math.min(left, 60_000));
      for (const host of hosts) await host.report();
      await workAll(...hosts);
    }
  }

  it("waits and holds nothing: no room, no place, not its machine", async () => {
    const { control, h1, h2 } = await twoHosts();
    const asked = await askAt(control, h2);
    expect(asked).toMatchObject({
      state: "pending",
      migration: { phase: "scheduled", waitsFor: [expect.stringMatching(/^its time, .* UTC$/)] },
    });
    expect(asked.sentence).toMatch(
      /^admin asked to move web-1 from h1 to h2 \(waits for its time, .* UTC\)$/,
    );
    const { waiting } = control.app.moves.list(anna);
    expect(waiting.map(({ id }) => id)).toEqual([asked.id]);
    expect(control.app.moving.fleet.reservedOn(h2.id)).toMatchObject({ memoryBytes: 0, vcpus: 0 });
    const off = {
      id: operationNumber(2),
      kind: "machine.shutdown",
      machine: web,
      params: {},
    } as const;
    await expect(control.app.requestOperation(anna, off)).resolves.toMatchObject({
      state: "pending",
    });
    await pass(control, hour, h1, h2);
    expect(h1.asked.concat(h2.asked)).not.toContain("describe");
  });

  it("begins at its time, also after a restart, with an agent's options that know nothing of it", async () => {
    const { control, h1, h2 } = await twoHosts();
    await askAt(control, h2);
    control.life.alive = false;
    const again = await startControl({ disk: control.disk, clock: control.clock });
    for (const host of [h1, h2]) {
      host.moveTo(again);
      await host.join();
    }
    await pass(again, hour, h1, h2);
    expect(now(again, 1)).toMatchObject({ migration: { phase: "scheduled" } });
    await pass(again, hour - 60_000, h1, h2);
    for (let i = 0; i < 60; i += 1) await pass(again, 2_000, h1, h2);
    expect(now(again, 1)).toMatchObject({ state: "succeeded", migration: { outcome: "moved" } });
    const performed = h1.commands().find(({ action }) => action.kind === "migration.perform");
    expect(JSON.stringify(performed)).not.toContain("notBefore");
  });

  it("is judged anew at its time, again for a while, and ends with the reasons", async () => {
    const { control, h1, h2 } = await twoHosts();
    await askAt(control, h2);
    await pass(control, 2 * hour - 60_000, h1, h2);
    h2.inventory = { ...h2.inventory, arch: "aarch64" };
    await h2.report();
    await pass(control, 5 * 60_000, h1, h2);
    expect(now(control, 1)).toMatchObject({ state: "pending" });
    expect(now(control, 1)?.migration?.waitsFor.join()).toMatch(/aarch64/);
    await pass(control, 10 * 60_000, h1, h2);
    expect(now(control, 1)).toMatchObject({
      state: "failed",
      problem: { code: "ACTION_NOT_POSSIBLE" },
      migration: { phase: "undone", outcome: "not-moved" },
    });
    expect(h1.asked).toEqual([]);
  });

  it("is cancelled like any other, and does not come back", async () => {
    const { control, h1, h2 } = await twoHosts();
    const asked = await askAt(control, h2);
    expect(await control.app.cancelOperation(anna, asked.id)).toMatchObject({ state: "cancelled" });
    await pass(control, 2 * hour + 120_000, h1, h2);
    expect(h1.asked).toEqual([]);
  });

  it("is not made up for at another hour, where nobody was there or the clock was set", async () => {
    const { control, h1, h2 } = await twoHosts();
    await askAt(control, h2);
    control.life.alive = false;
    await control.clock.advance(3 * hour + 60_000);
    const again = await startControl({ disk: control.disk, clock: control.clock });
    for (const host of [h1, h2]) {
      host.moveTo(again);
      await host.join();
    }
    await pass(again, 60_000, h1, h2);
    expect(now(again, 1)).toMatchObject({
      state: "failed",
      problem: { code: "DEADLINE_EXCEEDED" },
    });
  });

  it("goes by the wall clock: set forward it is due, set back it is not", async () => {
    const { control, h1, h2 } = await twoHosts();
    await askAt(control, h2);
    control.clock.wallOffsetMs -= hour;
    await pass(control, 2 * hour + 60_000, h1, h2);
    expect(now(control, 1)).toMatchObject({ migration: { phase: "scheduled" } });
    control.clock.wallOffsetMs += hour - 60_000;
    for (let i = 0; i < 30; i += 1) await pass(control, 2_000, h1, h2);
    expect(now(control, 1)).toMatchObject({ state: "succeeded" });
  });

  it("begins with the rights that whoever asked has then", async () => {
    const { control, h1, h2 } = await twoHosts();
    await askAt(control, h2, { by: anna });
    await pass(control, 2 * hour + 60_000, h1, h2);
    expect(now(control, 1)?.migration?.waitsFor.join()).toContain("anna is gone");
    await pass(control, 11 * 60_000, h1, h2);
    expect(now(control, 1)).toMatchObject({ state: "failed", problem: { code: "FORBIDDEN" } });
  });

  it.each([
    ["revoked", "is gone"],
    ["narrowed", "made without machine.move"],
    ["as it was", null],
  ])("begins within what the token that asked may then: %s", async (how, why) => {
    const { control, h1, h2 } = await twoHosts();
    const { people } = control.app;
    const boss = { ...admin, ...(await people.rightsOf("admin", null)) };
    const mayOnly = (held: Permission[]) =>
      people.roles.putRole(boss, "mover", { permissions: held, title: "", secondFactor: false });
    await mayOnly(["machine.view", "machine.move", "host.view", "host.receive"]);
    const wanted = { label: "nightly", role: "mover", scope: everything, expiresInDays: 1 };
    const token = await people.tokens.create(boss, wanted, null);
    const proof = await control.app.provenByToken(token.secret);
    if (proof === null) throw new Error("the token proves nobody");
    await askAt(control, h2, { by: proof.person });
    if (how === "revoked") await people.tokens.delete(boss, boss.id, token.id);
    if (how === "narrowed") await mayOnly(["machine.view"]);
    await pass(control, 2 * hour + 60_000, h1, h2);
    const { state, migration } = now(control, 1) ?? {};
    if (why === null) expect(state).toBe("succeeded");
    else expect(migration?.waitsFor.join()).toContain(why);
  });

  it("is refused at once to a token that ends before its time, which the check says too", async () => {
    const { control, h1, h2 } = await twoHosts();
    const { people } = control.app;
    const boss = { ...admin, ...(await people.rightsOf("admin", null)) };
    const wanted = { label: "today", role: null, scope: everything, expiresInDays: 1 };
    const { secret } = await people.tokens.create(boss, wanted, null);
    const by = (await control.app.provenByToken(secret))?.person;
    if (by === undefined) throw new Error("the token proves nobody");
    const notBefore = control.clock.now() + 24 * hour;
    await expect(askAt(control, h2, { by, inMs: 24 * hour })).rejects.toMatchObject({
      code: "FORBIDDEN",
      details: { obstacles: ["token"], reasons: [expect.stringContaining("ends on")] },
      next: expect.stringContaining("a token that lives until then"),
    });
    const checking = control.app.moves.check(by, web, { target: h2.id, notBefore });
    await settled();
    await workAll(h1, h2);
    expect((await checking).obstacles.map(({ code }) => code)).toContain("token");
    expect(await askAt(control, h2, { by, inMs: 24 * hour - 1 })).toMatchObject({
      migration: { phase: "scheduled" },
    });
  });

  it("is refused beyond seven days, a second time for one machine, and without the right to it", async () => {
    const { control, h2 } = await twoHosts();
    await expect(askAt(control, h2, { inMs: 8 * 24 * hour })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
    const viewer = { ...admin, ...holding(["machine.view", everything]), name: "admin" };
    await expect(askAt(control, h2, { by: viewer })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await askAt(control, h2);
    const params = { migration: { target: h2.id, notBefore: control.clock.now() + hour } };
    const body = { id: operationNumber(2), kind: "machine.migrate", machine: web, params } as const;
    await expect(control.app.requestOperation(admin, body)).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});
