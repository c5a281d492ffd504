import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { OperationView } from "@novacron/protocol/http/operations";
import { buildGuest } from "@novacron/tools/guest/build-guest";
import { guestDomainXml } from "@novacron/tools/guest/domain-xml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, ended, inState } from "../framework/operations.ts";
import type { StackHost } from "../framework/stack-host.ts";
import { StackUnderTest } from "../framework/stack-under-test.ts";

// On real libvirt and QEMU: what post-copy risks, and what becomes of it.

let stack: StackUnderTest;
let here: StackHost;
let there: StackHost;
const limitMs = 120_000;
const slow = { postCopy: true, bandwidthBytesPerSecond: 8 * 1_048_576 };

beforeAll(async () => {
  stack = await StackUnderTest.up({ labHosts: 2, joined: true });
  [here, there] = stack.hosts as [StackHost, StackHost];
}, 240_000);

afterAll(() => stack?.down(), 60_000);

/**
 * A running machine that no device makes QEMU's own loop read memory for. Where that waits for a page beyond the cut, QEMU
 * answers nobody, not even the libvirtd that is to resume (decision 0052).
 */
async function up(name: string): Promise<MachineId> {
  const consoleLog = `/var/log/libvirt/qemu/${name}-console.log`;
  const options = { name, consoleLog, virtType: "qemu", tickSeconds: 1 } as const;
  const xml = guestDomainXml(await buildGuest(), options);
  const bare = xml.replace(/<memballoon.*<\/memballoon>/, "<memballoon model='none'/>");
  const machine = (await here.lab.define(bare, name)) as MachineId;
  await here.lab.virsh(["start", name]);
  await here.lab.waitForGuest(name);
  await inState(stack, machine, "running");
  await stack.api.call("setMovePolicy", { params: { machine }, body: { postCopy: true } });
  return machine;
}

const show = (operation: OperationId): Promise<OperationView> =>
  stack.api.call("showOperation", { params: { operation } });

const stateOf = async ({ lab }: StackHost, name: string): Promise<string> => {
  const words = ["domstate", name, "--reason"];
  return (await lab.virsh(words, { allowFailure: true })).stdout.trim();
};

/** A move that has been switched to post-copy by a person, and whose machine works on its target. */
async function halfway(name: string, machine: MachineId): Promise<OperationId> {
  const params = { migration: { target: there.id, ...slow } };
  const { id: operation } = await ask(stack, { kind: "machine.migrate", machine, params });
  await stack.until(
    "memory flows",
    async () => ((await show(operation)).migration?.progress?.memoryTransferredBytes ?? 0) > 0,
    limitMs,
  );
  // What flows unasked would all be there in a second otherwise.
  await here.lab.virsh(["migrate-setspeed", name, "8", "--postcopy"]);
  await stack.api.call("adjustMove", { params: { operation }, body: { postCopy: true } });
  // The emulated processor holds QEMU's loop while it takes an interrupt: what that needs has come along by then.
  const isAtWork = () => there.lab.consoleText(name).split("tick").length > 2;
  await stack.until("it works there", isAtWork);
  expect(await stateOf(here, name)).toContain("post-copy");
  return operation;
}

test.each([
  { name: "cut", also: "" },
  { name: "cut-off", also: ", also where the agent of the source was killed meanwhile" },
])(
  "a link that is cut in post-copy and comes back ends in a machine that moved$also",
  async ({ name, also }) => {
    const operation = await halfway(name, await up(name));
    await here.lab.exec(["ip", "link", "set", "eth0", "down"]);
    await stack.until(
      "the source knows that its way is dead",
      async () => (await stateOf(here, name)).includes("post-copy failed"),
      limitMs,
    );
    expect(await stateOf(there, name)).toContain("post-copy");
    if (also !== "") {
      await here.end("SIGKILL");
      here.startAgent();
    }
    await here.lab.exec(["ip", "link", "set", "eth0", "up"]);
    const { state, problem, migration, result } = await ended(stack, operation, limitMs);
    expect([state, problem]).toEqual(["succeeded", null]);
    expect(migration).toMatchObject({ outcome: "moved", undo: "none" });
    expect(result).toMatchObject({ postCopy: true });
    expect([await stateOf(here, name), await stateOf(there, name)]).toEqual([
      "",
      "running (migrated)",
    ]);
  },
  240_000,
);

test("a source that is lost in post-copy takes the memory with it, and the machine starts anew", async () => {
  const name = "halved";
  const machine = await up(name);
  const policy = { postCopy: true, restartAfterLoss: true };
  await stack.api.call("setMovePolicy", { params: { machine }, body: policy });
  const operation = await halfway(name, machine);
  process.kill(here.qemuPids().get(name) ?? 0, "SIGKILL");
  const { state, problem, migration } = await ended(stack, operation, limitMs);
  expect([state, problem?.code]).toEqual(["failed", "MIGRATION_MEMORY_LOST"]);
  expect(migration).toMatchObject({ outcome: "memory-lost", undo: "done" });
  await inState(stack, machine, "running");
  expect([await stateOf(here, name), await stateOf(there, name)]).toEqual(["running (booted)", ""]);
}, 240_000);
