import { type Command, type CommandEvent, command } from "@novacron/protocol/messages/command";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AgentFacts, JournalEntry, JournalStore } from "./journal-store.ts";

/** One storage and the accidents it can have. Every store it gives stands on that same storage. */
export interface JournalStoreHarness {
  store(): JournalStore;
  /** The process of `store` dies without closing. */
  kill(store: JournalStore): Promise<void>;
  /** The host loses power: only what a resolved call made durable is left. */
  losePower(store: JournalStore): Promise<void>;
  /** Removes what the storage stands on. */
  dispose(): Promise<void>;
}

/** What every JournalStore must do. */
export function journalStoreContract(
  name: string,
  makeHarness: () => Promise<JournalStoreHarness>,
): void {
  describe(`journal store contract: ${name}`, () => {
    let harness: JournalStoreHarness;
    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(() => harness.dispose());
    ordinaryUse(() => harness);
    accidents(() => harness);
  });
}

function ordinaryUse(harness: () => JournalStoreHarness): void {
  it("begins without entries and with facts of an agent that knows nothing", async () => {
    const store = harness().store();
    expect(await store.open()).toEqual({ entries: [], facts: noFacts });
    await store.close();
  });

  it("keeps entries in the order of their first put, each in its newest form", async () => {
    const store = harness().store();
    await store.open();
    await store.put(received(1));
    await store.put(received(2));
    await store.put(begun(1));
    await store.put(ended(1));
    await store.close();
    expect((await reopen(harness())).entries).toEqual([ended(1), received(2)]);
  });

  it("keeps the newest facts whole", async () => {
    const store = harness().store();
    await store.open();
    await store.putFacts(someFacts(3));
    await store.putFacts(someFacts(4));
    await store.close();
    expect((await reopen(harness())).facts).toEqual(someFacts(4));
  });

  it("prunes ended commands only, oldest first", async () => {
    const store = harness().store();
    await store.open();
    for (const index of [1, 2, 3, 4]) await store.put(ended(index));
    await store.put(begun(5));
    await store.put(received(6));
    await store.prune(2);
    await store.close();
    expect((await reopen(harness())).entries).toEqual([ended(3), ended(4), begun(5), received(6)]);
  });

  it("forgets every ended command where none is to be kept", async () => {
    const store = harness().store();
    await store.open();
    await store.put(begun(1));
    for (const index of [2, 3]) await store.put(ended(index));
    await store.prune(0);
    await store.close();
    expect((await reopen(harness())).entries).toEqual([begun(1)]);
  });

  it("takes overlapping calls in their order", async () => {
    const store = harness().store();
    await store.open();
    const puts = [received(1), begun(1), received(2), ended(1)].map((one) => store.put(one));
    await Promise.all([...puts, store.putFacts(someFacts(7))]);
    await store.close();
    expect(await reopen(harness())).toEqual({
      entries: [ended(1), received(2)],
      facts: someFacts(7),
    });
  });
}

function accidents(harness: () => JournalStoreHarness): void {
  for (const accident of ["kill", "losePower"] as const) {
    it(`has all that a resolved call promised after ${accident}`, async () => {
      let store = harness().store();
      await store.open();
      await store.put(begun(1));
      await store.putFacts(someFacts(2));
      await harness()[accident](store);
      store = harness().store();
      expect(await store.open()).toEqual({ entries: [begun(1)], facts: someFacts(2) });
      await store.put(ended(1));
      await store.put(received(2));
      await store.prune(0);
      await harness()[accident](store);
      expect(await reopen(harness())).toEqual({ entries: [received(2)], facts: someFacts(2) });
    });
  }
}

const host = "5b0b1f7e-1d55-4f6a-9f5e-0d0a9f2f6a01";
const machine = "0c6b9a52-6d4c-4f0e-8f4e-2f6f1c1a7b02";

const noFacts: AgentFacts = { epoch: 0, generations: {}, departed: [], autostartDoneFor: null };

function someFacts(epoch: number): AgentFacts {
  return { epoch, generations: { [machine]: epoch }, departed: [machine], autostartDoneFor: "k1" };
}

function operationOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
}

function commandOf(index: number): Command {
  return command.parse({
    v: 1,
    type: "do",
    id: `c-${index}`,
    operation: operationOf(index),
    host,
    epoch: 1,
    session: "s",
    turn: index + 1,
    issuedAt: 1_700_000_000_000 + index,
    validForMs: 60_000,
    action: { kind: "machine.start", machine, generation: 1 },
  });
}

function received(index: number): JournalEntry {
  const receivedAt = 1_700_000_001_000 + index;
  return { command: commandOf(index), receivedAt, begun: false, outcome: null };
}

function begun(index: number): JournalEntry {
  return { ...received(index), begun: true };
}

function ended(index: number): JournalEntry {
  const { id, operation, host, epoch } = commandOf(index);
  const at = 1_700_000_002_000 + index;
  const outcome: CommandEvent = {
    v: 1,
    type: "succeeded",
    id,
    operation,
    host,
    epoch,
    at,
    result: {},
  };
  return { ...begun(index), outcome };
}

async function reopen(harness: JournalStoreHarness) {
  const store = harness.store();
  const opened = await store.open();
  await store.close();
  return opened;
}
