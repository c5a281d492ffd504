import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { describe, expect, it } from "vitest";
import { machineNumber, machineOf, operationNumber } from "../../kit/fleet.ts";
import { anna, startControl } from "../../kit/kit.ts";
import { MoverHost } from "../../kit/movers.ts";
import { settled } from "../../kit/virtual-clock.ts";
import { withFindings } from "./tell-findings.ts";

const web = machineNumber(1);
const off = machineNumber(2);

async function fleet() {
  const control = await startControl();
  const h1 = new MoverHost(control, 1, [
    machineOf(web, { state: "running", reason: "booted" }),
    machineOf(off),
  ]);
  const h2 = new MoverHost(control, 2);
  const h3 = new MoverHost(control, 3, [
    machineOf(machineNumber(3), {
      state: "running",
      reason: "booted",
      memoryMaxBytes: 6 * 2 ** 30,
    }),
  ]);
  for (const host of [h1, h2, h3]) await host.join();
  const ask = (number: number, migration: MigrationOptions, machine = web) =>
    control.app.requestOperation(anna, {
      id: operationNumber(number),
      kind: "machine.migrate",
      machine,
      params: { migration },
    });
  return { control, h1, h2, h3, ask };
}

const problem = async (asked: Promise<unknown>) => {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof NovaError)) throw new Error("it was not refused");
  return { code: error.code, obstacles: error.details.obstacles, next: error.next };
};

describe("a move that asks for what cannot be", () => {
  it("to the host that it is on is refused, and tells what a move of its disks would need", async () => {
    const { control, h1, ask } = await fleet();
    expect(await problem(ask(1, { target: h1.id }))).toEqual({
      code: "ACTION_NOT_POSSIBLE",
      obstacles: ["same-host"],
      next: "Choose another host, or name another pool of this one for its disks",
    });
    const checked = await control.app.moves.check(anna, web, { target: h1.id });
    expect([checked.tried, checked.forecast, checked.obstacles.map(({ code }) => code)]).toEqual([
      false,
      null,
      ["same-host"],
    ]);
    expect((await problem(ask(2, { kind: "storage" }))).obstacles).toEqual(["no-pool"]);
  });

  it("with post-copy needs the word of the machine's policy", async () => {
    const { control, h2, ask } = await fleet();
    const wish = { target: h2.id, kind: "live", postCopy: true } as const;
    expect((await problem(ask(1, wish))).obstacles).toContain("post-copy-barred");
    await control.app.moves.setPolicy(anna, web, { postCopy: true });
    expect((await ask(2, wish)).migration?.options.postCopy).toBe(true);
  });

  it("while it runs is refused with what leads on", async () => {
    const { control, h2, ask } = await fleet();
    await ask(1, { target: h2.id });
    await settled();
    const { moves } = control.app;
    const id = operationNumber(1);
    expect(await problem(moves.adjust(anna, id, {}))).toMatchObject({
      code: "BAD_REQUEST",
      next: "Name a longest pause, a bandwidth, or post-copy",
    });
    expect(await problem(moves.adjust(anna, id, { maxPauseMs: 900 }))).toEqual({
      code: "ACTION_NOT_POSSIBLE",
      obstacles: ["phase"],
      next: "Change it while it is moving; until then it can be cancelled",
    });
  });
});

it("a machine that is off has its targets ranked by the room it would have there", async () => {
  const { control, h2, h3 } = await fleet();
  const { targets } = control.app.moves.targets(anna, off);
  expect(targets.map(({ host }) => host)).toEqual([h2.id, h3.id]);
  expect(targets[0]?.headroom).toBeGreaterThan(targets[1]?.headroom ?? 1);
  expect(targets[1]?.headroom).toBeGreaterThan(0);
});

it("outside tools hear what a move waits for, and why one did not come about", async () => {
  const { control, h2, ask } = await fleet();
  await control.app.moves.setLimits(anna, { hostOut: 4, hostIn: 4, link: 1, fleet: 20 });
  await ask(1, { target: h2.id });
  await ask(2, { target: h2.id }, off);
  await control.clock.advance(2_500);
  await control.app.cancelOperation(anna, operationNumber(2));
  await control.clock.advance(2_500);
  const facts = control.link
    .of("fleetOperation")
    .filter(({ operation }) => operation === operationNumber(2));
  const [waits, ended] = [facts.find(({ migration }) => migration?.waitsFor), facts.at(-1)];
  expect(waits?.migration?.waitsFor).toEqual([
    expect.stringMatching(/^moves from h1 to h2: .* before it/),
  ]);
  expect(waits).not.toHaveProperty("problem");
  expect(ended).toMatchObject({ state: "cancelled", problem: { code: "CANCELLED" } });
  expect(ended?.migration).not.toHaveProperty("waitsFor");
});

describe("what is known and what trying found", () => {
  const known = (code: string, text: string) => ({ code, text, remedy: "" });
  it.each([
    ["in the same words", known("network", "h2 has no network lan")],
    ["with the host before it", known("tls", "h2: the certificate ended yesterday")],
    ["with more of it", known("local-disk", "Only its host reaches vda")],
    ["in other words", known("pool-room", "Its disks need 9 GiB in pool fast of h2")],
  ])("stand in one list once, %s", (_how, one) => {
    const tried = {
      network: known("network-missing", "h2 has no network lan"),
      tls: known("tls", "the certificate ended yesterday"),
      "local-disk": known("disk-local", "Only its host reaches vda (/srv/vda.img)"),
      "pool-room": known("pool-full", "Pool fast is too full"),
    }[one.code];
    const other = known("cpu", "h2's CPU does not do avx2");
    expect(withFindings([one], [tried ?? other, other])).toEqual([one, other]);
  });
});
