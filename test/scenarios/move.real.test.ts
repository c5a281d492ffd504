import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import type { OperationView } from "@novacron/protocol/http/operations";
import { afterAll, beforeAll, expect, test } from "vitest";
import { act, ask, ended } from "../framework/operations.ts";
import type { StackHost } from "../framework/stack-host.ts";
import { singles } from "../moves/fault-plans.ts";
import { FaultRound } from "../moves/fault-round.ts";
import { MoveSite, type SiteGuest } from "../moves/move-site.ts";
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

const images = "/var/lib/libvirt/images";
const second = "/var/lib/libvirt/second";
/** The slowest pace that may be asked for: 4 MiB take long enough to be hit in the middle. */
const slow = { bandwidthBytesPerSecond: 1_048_576 };

/** What a disk holds, null where there is none. */
function contentOf({ lab }: StackHost, path: string): string | null {
  const file = lab.outside(path);
  return existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex") : null;
}

const xmlOf = async ({ lab }: StackHost, { name }: SiteGuest, ...more: string[]) =>
  (await lab.virsh(["dumpxml", name, ...more])).stdout;

test("a machine that is off moves with its disk", async () => {
  const [here, there] = site.hosts;
  const guest = await site.guestOff(here, "sleeper");
  const path = `${images}/sleeper.img`;
  const before = contentOf(here, path);
  const params = { migration: { target: there.id } };
  const wish = { kind: "machine.migrate", machine: guest.machine, params } as const;
  const { state, problem, migration } = await act(site.stack, wish);
  expect([state, problem]).toEqual(["succeeded", null]);
  expect(migration).toMatchObject({ kind: "offline", outcome: "moved", undo: "none" });
  expect([contentOf(here, path), contentOf(there, path)]).toEqual([null, before]);
  expect(await copyOn(there.lab, guest.machine)).toMatchObject({ persistent: true });
  expect(await remainsOn(here, guest, false)).toEqual([]);
  await act(site.stack, { kind: "machine.start", machine: guest.machine });
  expect(await copyOn(there.lab, guest.machine)).toMatchObject({ state: domainRunning });
  await site.forget(guest);
}, 180_000);

/** A storage move in the middle of which the agent is killed, and started again. */
async function interrupted(guest: SiteGuest, options: MigrationOptions): Promise<OperationView> {
  const [here] = site.hosts;
  const params = { migration: { ...options, ...slow } };
  const { id } = await ask(site.stack, { kind: "machine.migrate", machine: guest.machine, params });
  await site.stack.until("its disk flows", async () => {
    const { migration } = await site.stack.api.call("showOperation", { params: { operation: id } });
    const { diskTotalBytes, diskRemainingBytes } = migration?.progress ?? {};
    return (diskTotalBytes ?? 0) > (diskRemainingBytes ?? 0);
  });
  await here.end("SIGKILL");
  here.startAgent();
  return await ended(site.stack, id);
}

test("disks change the pool of their host, also where the agent is killed meanwhile", async () => {
  const [here] = site.hosts;
  await here.lab.virsh(["pool-define-as", "second", "dir", "--target", second]);
  await here.lab.virsh(["pool-build", "second"]);
  await here.lab.virsh(["pool-start", "second"]);
  // Also by an agent that was started anew: its first report comes before it has read them.
  const poolsAreKnown = () =>
    site.stack.until("both pools are known", async () => {
      const { items } = await site.stack.api.call("listHosts");
      const pools = items.find(({ id }) => id === here.id)?.inventory.pools ?? [];
      return pools.filter(({ active }) => active).length === 2;
    });
  await poolsAreKnown();
  const to = (pool: string) => ({
    kind: "storage" as const,
    disks: [{ target: "vda", pool }],
  });
  const guest = await site.guestOff(here, "settler");
  const [first, last] = [`${images}/settler.img`, `${second}/settler.img`];
  const before = contentOf(here, first);

  const cut = await interrupted(guest, to("second"));
  expect([cut.state, cut.migration?.outcome]).toEqual(["failed", "not-moved"]);
  expect([contentOf(here, first), contentOf(here, last)]).toEqual([before, null]);
  expect(await xmlOf(here, guest)).toContain(first);
  expect(await remainsOn(here, guest, true)).toEqual([]);

  await poolsAreKnown();
  const params = { migration: to("second") };
  const moved = await act(site.stack, {
    kind: "machine.migrate",
    machine: guest.machine,
    params,
  });
  expect([moved.state, moved.problem]).toEqual(["succeeded", null]);
  expect([contentOf(here, first), contentOf(here, last)]).toEqual([null, before]);
  expect(await xmlOf(here, guest)).toContain(last);

  await act(site.stack, { kind: "machine.start", machine: guest.machine });
  const followed = await interrupted(guest, to("images"));
  expect([followed.state, followed.migration?.outcome]).toEqual(["succeeded", "moved"]);
  expect([contentOf(here, first), contentOf(here, last)]).toEqual([before, null]);
  for (const more of [[], ["--inactive"]]) {
    const xml = await xmlOf(here, guest, ...more);
    expect([xml.includes(first), xml.includes(last), xml.includes("<mirror")]).toEqual([
      true,
      false,
      false,
    ]);
  }
  expect(await remainsOn(here, guest, true)).toEqual([]);
  await site.forget(guest);
}, 240_000);

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
