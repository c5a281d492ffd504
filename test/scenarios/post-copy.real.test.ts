import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { OperationView } from "@novacron/protocol/http/operations";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, ended, inState } from "../framework/operations.ts";
import type { StackHost } from "../framework/stack-host.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";

// On real libvirt and QEMU: what post-copy risks, and what becomes of it.

let stack: StackUnderTest;
let machine: MachineId;
let here: StackHost;
let there: StackHost;
const name = "halved";
const limitMs = 120_000;
const slow = { postCopy: true, bandwidthBytesPerSecond: 8 * 1_048_576 };

beforeAll(async () => {
  stack = await StackUnderTest.up({ labHosts: 2, joined: true });
  [here, there] = stack.hosts as [StackHost, StackHost];
  machine = (await here.lab.defineGuest({ name, nic: { network: "lan" } })) as MachineId;
  await here.lab.virsh(["start", name]);
  await here.lab.waitForGuest(name);
  await inState(stack, machine, "running");
}, 240_000);

afterAll(() => stack?.down(), 60_000);

const show = (operation: OperationId): Promise<OperationView> =>
  stack.api.call("showOperation", { params: { operation } });

const stateOf = async ({ lab }: StackHost): Promise<string> => {
  const words = ["domstate", name, "--reason"];
  return (await lab.virsh(words, { allowFailure: true })).stdout.trim();
};

/** A move that has been switched to post-copy by a person. */
async function halfway(): Promise<OperationId> {
  const params = { migration: { target: there.id, ...slow } };
  const { id: operation } = await ask(stack, { kind: "machine.migrate", machine, params });
  await stack.until(
    "memory flows",
    async () => ((await show(operation)).migration?.progress?.memoryTransferredBytes ?? 0) > 0,
    limitMs,
  );
  await stack.api.call("adjustMove", { params: { operation }, body: { postCopy: true } });
  await stack.until("it is in post-copy", async () => (await stateOf(here)).includes("post-copy"));
  return operation;
}

test("a link that is cut in post-copy and comes back ends in a machine that moved", async () => {
  const operation = await halfway();
  await here.lab.exec(["ip", "link", "set", "eth0", "down"]);
  await stack.until(
    "the source knows that its way is dead",
    async () => (await stateOf(here)).includes("post-copy failed"),
    limitMs,
  );
  expect(await stateOf(there)).toContain("post-copy");
  await here.lab.exec(["ip", "link", "set", "eth0", "up"]);
  const { state, problem, migration, result } = await ended(stack, operation, limitMs);
  expect([state, problem]).toEqual(["succeeded", null]);
  expect(migration).toMatchObject({ outcome: "moved", undo: "none" });
  expect(result).toMatchObject({ postCopy: true });
  expect([await stateOf(here), await stateOf(there)]).toEqual(["", "running (migrated)"]);
  [here, there] = [there, here];
}, 240_000);

test("a source that is lost in post-copy takes the memory with it, and the machine starts anew", async () => {
  const body = { postCopy: true, restartAfterLoss: true };
  await stack.api.call("setMovePolicy", { params: { machine }, body });
  const operation = await halfway();
  process.kill(here.qemuPids().get(name) ?? 0, "SIGKILL");
  const { state, problem, migration } = await ended(stack, operation, limitMs);
  expect([state, problem?.code]).toEqual(["failed", "MIGRATION_MEMORY_LOST"]);
  expect(migration).toMatchObject({ outcome: "memory-lost", undo: "done" });
  const { host } = await inState(stack, machine, "running");
  expect(host).toBe(here.id);
  expect([await stateOf(here), await stateOf(there)]).toEqual(["running (booted)", ""]);
}, 240_000);
