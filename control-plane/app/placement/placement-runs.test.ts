import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { PlacementSettings } from "@novacron/protocol/domain/placement";
import { describe, expect, it } from "vitest";
import { machineNumber, machineOf } from "../../kit/fleet.ts";
import { anna, startControl } from "../../kit/kit.ts";
import { MoverHost, workAll } from "../../kit/movers.ts";

const db = (number: number, more: Partial<MachineReport> = {}) =>
  machineOf(machineNumber(number), { state: "running", reason: "booted", tags: ["db"], ...more });
const apart = { kind: "apart", id: "db", machines: "db", weight: null, perHost: 1 } as const;

/** Three hosts, all machines on the first, and a rule that keeps them apart. */
async function crowded(count: number, settings: Partial<PlacementSettings> = {}) {
  const control = await startControl();
  const machines = Array.from({ length: count }, (_, n) => db(n + 1));
  const hosts = [1, 2, 3].map((n) => new MoverHost(control, n, n === 1 ? machines : []));
  for (const host of hosts) await host.join();
  const { book, advisor, runs } = control.app.placement;
  await book.putRule("db", apart);
  await book.set({ ...book.settings, ...settings });
  const pass = async (turns: number) => {
    for (let i = 0; i < turns; i += 1) {
      await control.clock.advance(2_000);
      for (const host of hosts) await host.batch();
      await workAll(...hosts);
    }
  };
  const record = async () => control.app.seenBy(anna).record({ limit: 100 });
  return { control, hosts, book, advisor, runs, pass, record };
}

describe("a plan that is carried out", () => {
  it("is begun unasked in automatic mode alone, and says by whom, why and with what gain", async () => {
    for (const mode of ["manual", "suggest", "automatic"] as const) {
      const { advisor, runs, pass, hosts, record } = await crowded(2, { mode });
      await pass(8);
      expect(advisor.newest() !== null).toBe(mode !== "manual");
      expect(hosts[0]?.machines).toHaveLength(mode === "automatic" ? 1 : 2);
      if (mode !== "automatic") expect(runs.list()).toEqual([]);
      if (mode !== "automatic") continue;
      const [run] = runs.list();
      expect(run).toMatchObject({ requestedBy: "novacron", state: "done", problem: null });
      expect(run?.explanation.join(" ")).toContain("Broken hard rules: 1 now, 0 after the plan");
      expect(run?.moves[0]).toMatchObject({
        fromName: "h1",
        reason: expect.stringContaining("db"),
      });
      const said = (await record()).map(({ sentence }) => sentence);
      expect(said).toContainEqual(
        expect.stringMatching(/^novacron began a plan of 1 move\. Broken/),
      );
      expect(said).toContainEqual(expect.stringMatching(/^novacron asked to move .* rule db/));
      expect(said).toContain("The plan of novacron ended: 1 of 1 move made");
    }
  });

  it("makes no more moves unasked than it may, and looks again at the rest", async () => {
    const { runs, pass, hosts } = await crowded(3, { mode: "automatic", mostMoves: 1 });
    await pass(8);
    expect(runs.list()).toHaveLength(1);
    expect(runs.newest()).toMatchObject({ state: "done", moves: [{ state: "moved" }] });
    expect(runs.newest()?.explanation[0]).toContain("The first 1 move of the 2");
    expect(hosts[0]?.machines).toHaveLength(2);
    await pass(160);
    expect(runs.list()).toHaveLength(2);
    expect(hosts.map(({ machines }) => machines.length)).toEqual([1, 1, 1]);
  });

  it("is stopped by a person: what moves is cancelled, nothing else begins, and it is not tried at once again", async () => {
    const { control, advisor, runs, pass, hosts, record } = await crowded(3, {
      coolDownMs: 120_000,
    });
    for (const host of hosts) host.silent.add("migration.describe");
    const plan = await advisor.suggest("repair");
    await advisor.begin("anna", plan.id);
    await control.clock.advance(1_500);
    expect(runs.newest()?.moves.map(({ state }) => state)).toEqual(["moving", "moving"]);
    await runs.stop("bob", plan.id);
    for (const host of hosts) host.silent.clear();
    await pass(30);
    expect(runs.newest()).toMatchObject({ state: "stopped", stoppedBy: "bob" });
    expect(hosts[0]?.machines).toHaveLength(3);
    expect((await record()).map(({ sentence }) => sentence)).toContainEqual(
      expect.stringContaining("bob stopped it: 0 of 2 moves made"),
    );
    await expect(runs.stop("bob", plan.id)).rejects.toMatchObject({ code: "CONFLICT" });
    // Its machines rest as if they had been moved.
    expect((await advisor.suggest("repair")).moves).toHaveLength(0);
    await pass(65);
    expect((await advisor.suggest("repair")).moves).toHaveLength(2);
  });

  it("is known with its reasons after a restart", async () => {
    const { control, advisor, runs, pass } = await crowded(2);
    const plan = await advisor.suggest("repair");
    await advisor.begin("anna", plan.id);
    await pass(8);
    const [run] = runs.list();
    expect(run?.state).toBe("done");
    const again = await startControl({ disk: control.disk, clock: control.clock });
    expect(again.app.placement.runs.list()).toEqual([run]);
  });
});
