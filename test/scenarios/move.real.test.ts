import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationOptions } from "@novacron/protocol/domain/migration";
import { hasEnded } from "@novacron/protocol/domain/operation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, ended, inState } from "../framework/operations.ts";
import type { StackHost } from "../framework/stack-host.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";

let stack: StackUnderTest;
let machine: MachineId;
/** Where the machine is, and where it is not. */
let here: StackHost;
let there: StackHost;
const name = "wanderer";
const limitMs = 120_000;

beforeAll(async () => {
  stack = await StackUnderTest.up({ labHosts: 2, joined: true });
  [here, there] = stack.hosts as [StackHost, StackHost];
  machine = (await here.lab.defineGuest({ name, nic: { network: "lan" } })) as MachineId;
  await here.lab.virsh(["start", name]);
  await here.lab.waitForGuest(name);
  await inState(stack, machine, "running");
}, 240_000);

afterAll(() => stack?.down(), 60_000);

/** Asks for a move to the other host; what is asked of it meanwhile comes once memory flows. */
async function move(options: MigrationOptions, meanwhile: () => Promise<void>): Promise<void> {
  const params = { migration: { target: there.id, ...options } };
  const { id: operation } = await ask(stack, { kind: "machine.migrate", machine, params });
  await stack.until(
    "memory flows, or it is over",
    async () => {
      const now = await stack.api.call("showOperation", { params: { operation } });
      return hasEnded(now.state) || (now.migration?.progress?.memoryTransferredBytes ?? 0) > 0;
    },
    limitMs,
  );
  await meanwhile();
  const { state, problem, migration } = await ended(stack, operation, limitMs);
  expect([state, problem]).toEqual(["succeeded", null]);
  expect(migration).toMatchObject({ outcome: "moved", undo: "none" });
  [here, there] = [there, here];
  const has = async (host: StackHost) =>
    (await host.lab.virsh(["list", "--all", "--name"])).stdout.split("\n").includes(name);
  expect([await has(here), await has(there)]).toEqual([true, false]);
  expect((await here.lab.virsh(["domstate", name])).stdout.trim()).toBe("running");
}

test("a running machine moves, with its forecast stored before and measured after", async () => {
  await move({}, async () => undefined);
  const { items } = await stack.api.call("movesRecorded", { query: {} });
  expect(items[0]?.forecast?.durationMs.p50).toBeGreaterThan(0);
  expect(items[0]?.pauseMs).not.toBe(null);
}, 180_000);

const slow = { bandwidthBytesPerSecond: 16 * 1_048_576 };

test("an agent of the source that is killed in the middle does not take the move with it", async () => {
  await move(slow, async () => {
    const source = here;
    await source.end("SIGKILL");
    source.startAgent();
  });
}, 240_000);

test("a control plane that is killed in the middle goes on with it", async () => {
  await move(slow, async () => {
    await stack.plane.end("SIGKILL");
    await stack.plane.start();
  });
}, 240_000);
