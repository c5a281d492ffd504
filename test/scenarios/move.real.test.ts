import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { act } from "../framework/operations.ts";
import { singles } from "../moves/fault-plans.ts";
import { FaultRound } from "../moves/fault-round.ts";
import { MoveSite } from "../moves/move-site.ts";
import { copyOn, domainRunning, remainsOn } from "../moves/remains.ts";

let site: MoveSite;

beforeAll(async () => {
  site = await MoveSite.up();
}, 240_000);

afterAll(() => site?.down(), 60_000);

test("a running machine moves, with its forecast stored before and measured after", async () => {
  const [here, there] = site.hosts;
  const guest = await site.guest(here, "wanderer", { storage: "shared" });
  const params = { migration: { target: there.id } };
  const wish = { kind: "machine.migrate", machine: guest.machine, params } as const;
  const { state, problem, migration } = await act(site.stack, wish);
  expect([state, problem]).toEqual(["succeeded", null]);
  expect(migration).toMatchObject({ outcome: "moved", undo: "none" });
  expect(await copyOn(there.lab, guest.machine)).toMatchObject({ state: domainRunning });
  expect(await remainsOn(here, guest, false)).toEqual([]);
  const { items } = await site.stack.api.call("movesRecorded", { query: {} });
  expect(items[0]?.forecast?.durationMs.p50).toBeGreaterThan(0);
  expect(items[0]?.pauseMs).not.toBe(null);
  await site.forget(guest);
}, 180_000);

/** Another one of the campaign's faults with each commit; the two below always. */
const always = ["agent of source killed", "control plane killed"];
const commit = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).slice(0, 8);
const quick = singles.filter(
  ({ faults: [fault] }) => !always.includes(fault?.name ?? "") && fault?.heals === "at once",
);
const chosen = quick[Number.parseInt(commit, 16) % quick.length];
const rounds = [
  ...always.flatMap((name) =>
    singles.filter(
      ({ storage, faults: [fault] }) =>
        storage === "local" && fault?.name === name && fault.at === "perform",
    ),
  ),
  ...(chosen === undefined ? [] : [chosen]),
].map((plan, index) => ({ ...plan, name: `broken-${index}` }));

test.each(rounds)(
  "one copy and nothing else is left: $faults.0.name at $faults.0.at, $storage disk",
  async (plan) => {
    const { findings } = await new FaultRound(site, plan).run();
    expect(findings).toEqual([]);
  },
  300_000,
);
