import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { StateStore, StateTx } from "./state-store.ts";
import { hostA, hostB, machine, startMs, uuid } from "./testing/sample-batches.ts";
import { hostRow, operation, report } from "./testing/state-rows.ts";
import { keepsTheAuditLog } from "./testing/state-store-audit.ts";
import { forgetsHistory } from "./testing/state-store-history.ts";
import { keepsMoves } from "./testing/state-store-moves.ts";
import { keepsProjects } from "./testing/state-store-projects.ts";
import { keepsAccess, keepsOperations, keepsTheRecord } from "./testing/state-store-tables.ts";
import { keepsTrust } from "./testing/state-store-trust.ts";

/** One storage and the accidents it can have. Every store it gives stands on that same storage. */
export interface StateStoreHarness {
  store(): StateStore;
  /** The process of `store` dies without stopping. */
  kill(store: StateStore): Promise<void>;
  dispose(): Promise<void>;
}

export interface StateStoreBench {
  open(): Promise<StateStore>;
  reopenAfterKill(): Promise<StateStore>;
}

/** What every StateStore must do. */
export function stateStoreContract(
  name: string,
  makeHarness: () => Promise<StateStoreHarness>,
): void {
  describe(`state store contract: ${name}`, () => {
    let harness: StateStoreHarness;
    let store: StateStore | null = null;
    const bench: StateStoreBench = {
      async open() {
        store = harness.store();
        await store.start(new AbortController().signal);
        return store;
      },
      async reopenAfterKill() {
        if (store !== null) await harness.kill(store);
        return bench.open();
      },
    };
    beforeEach(async () => {
      harness = await makeHarness();
    });
    afterEach(async () => {
      await store?.stop();
      store = null;
      await harness.dispose();
    });
    describe("transactions", () => keepsTransactions(bench));
    describe("fleet", () => keepsTheFleet(bench));
    describe("operations", () => keepsOperations(bench));
    describe("record", () => keepsTheRecord(bench));
    describe("forgetting", () => forgetsHistory(bench));
    describe("access", () => keepsAccess(bench));
    describe("trust", () => keepsTrust(bench));
    describe("audit", () => keepsTheAuditLog(bench));
    describe("projects", () => keepsProjects(bench));
    describe("moves", () => keepsMoves(bench));
    it("refuses to work before it is started", async () => {
      const early = harness.store().transaction((tx) => tx.hosts());
      await expect(early).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    });
  });
}

function keepsTransactions(bench: StateStoreBench): void {
  it("does all of a transaction or nothing of it", async () => {
    const store = await bench.open();
    await store.transaction((tx) => tx.putMeta("epoch", "1"));
    const failing = store.transaction(async (tx) => {
      await tx.putMeta("epoch", "2");
      await tx.putHost(hostRow());
      await tx.putOperation(operation(1));
      throw new TypeError("no");
    });
    await expect(failing).rejects.toThrow(TypeError);
    const after = await store.transaction(async (tx) => [
      await tx.getMeta("epoch"),
      await tx.hosts(),
      await tx.openOperations(),
    ]);
    expect(after).toEqual(["1", [], []]);
  });

  it("sees its own writes, and others see them only afterwards", async () => {
    const store = await bench.open();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const writing = store.transaction(async (tx) => {
      await tx.putMeta("a", "1");
      expect(await tx.getMeta("a")).toBe("1");
      await held;
      await tx.putMeta("a", "2");
    });
    const reading = store.transaction((tx) => tx.getMeta("a"));
    release();
    await writing;
    expect(await reading).toBe("2");
  });

  it("runs concurrent transactions one after another", async () => {
    const store = await bench.open();
    const add = async (tx: StateTx) => {
      const before = Number((await tx.getMeta("n")) ?? 0);
      await Promise.resolve();
      await tx.putMeta("n", String(before + 1));
    };
    const failing = () =>
      store.transaction(async (tx) => {
        await add(tx);
        throw new TypeError("no");
      });
    const all = Array.from({ length: 60 }, (_, n) =>
      n % 3 === 0 ? failing().catch(() => {}) : store.transaction(add),
    );
    await Promise.all(all);
    expect(await store.transaction((tx) => tx.getMeta("n"))).toBe("40");
  });

  it("has after a kill what it resolved for, and nothing of what it had not", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.putMeta("epoch", "7");
      await tx.putHost(hostRow());
    });
    let reached = (): void => {};
    const inside = new Promise<void>((resolve) => {
      reached = resolve;
    });
    void store
      .transaction(async (tx) => {
        await tx.putMeta("epoch", "8");
        reached();
        await new Promise(() => {});
      })
      .catch(() => {});
    await inside;
    const again = await bench.reopenAfterKill();
    const found = await again.transaction(async (tx) => [
      await tx.getMeta("epoch"),
      (await tx.hosts()).length,
    ]);
    expect(found).toEqual(["7", 1]);
  });

  it("is in order", async () => {
    const store = await bench.open();
    expect(await store.health()).toMatchObject({ state: "ok", problem: null });
  });
}

function keepsTheFleet(bench: StateStoreBench): void {
  it("gives hosts back as they were put, the last word winning", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.putHost(hostRow(hostB));
      await tx.putHost(hostRow(hostA));
      await tx.putHost(hostRow(hostA, { state: "offline", since: null, revision: 9 }));
    });
    const again = await bench.reopenAfterKill();
    expect(await again.transaction((tx) => tx.hosts())).toEqual([
      hostRow(hostA, { state: "offline", since: null, revision: 9 }),
      hostRow(hostB),
    ]);
  });

  it("keeps the copies of a machine on two hosts apart", async () => {
    const store = await bench.open();
    const copy = (host: typeof hostA, n: number) => ({
      machine: machine(n),
      host,
      report: report(n),
      seenAt: startMs,
    });
    await store.transaction(async (tx) => {
      await tx.putHost(hostRow(hostA));
      await tx.putHost(hostRow(hostB));
      for (const one of [copy(hostA, 1), copy(hostB, 1), copy(hostB, 2)]) await tx.putCopy(one);
      await tx.putCopy({ ...copy(hostA, 1), report: report(1, { state: "shutoff" }) });
    });
    const copies = await store.transaction((tx) => tx.copies());
    expect(copies).toHaveLength(3);
    expect(copies[0]).toEqual({ ...copy(hostA, 1), report: report(1, { state: "shutoff" }) });
    await store.transaction((tx) => tx.deleteCopy(machine(1), hostA));
    const left = await store.transaction((tx) => tx.copies());
    expect(left.map((one) => [one.machine, one.host])).toEqual([
      [machine(1), hostB],
      [machine(2), hostB],
    ]);
  });

  it("forgets a host with its copies and event marks, and keeps its record", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      for (const host of [hostA, hostB]) {
        await tx.putHost(hostRow(host));
        await tx.putCopy({ machine: machine(1), host, report: report(1), seenAt: startMs });
        await tx.putEventMark(host, uuid(1), 5, startMs);
      }
      await tx.deleteHost(hostA);
    });
    await store.transaction(async (tx) => {
      expect((await tx.hosts()).map((row) => row.id)).toEqual([hostB]);
      expect((await tx.copies()).map((row) => row.host)).toEqual([hostB]);
      expect(await tx.eventMark(hostA, uuid(1))).toBe(0);
      expect(await tx.eventMark(hostB, uuid(1))).toBe(5);
    });
  });

  it("keeps ownership, barred hosts and event marks", async () => {
    const store = await bench.open();
    const row = {
      machine: machine(1),
      owner: hostA,
      generation: 2 ** 40,
      autostart: true,
      barred: [{ host: hostB, why: "it was lost after the switch-over" }],
    };
    await store.transaction(async (tx) => {
      await tx.putOwnership({ ...row, generation: 1, barred: [] });
      await tx.putOwnership(row);
      await tx.putOwnership({ ...row, machine: machine(2), autostart: false, barred: [] });
      await tx.putEventMark(hostA, uuid(1), 2 ** 48, startMs);
    });
    const again = await bench.reopenAfterKill();
    await again.transaction(async (tx) => {
      const second = { ...row, machine: machine(2), autostart: false, barred: [] };
      expect(await tx.ownerships()).toEqual([row, second]);
      expect(await tx.eventMark(hostA, uuid(1))).toBe(2 ** 48);
      expect(await tx.eventMark(hostA, uuid(2))).toBe(0);
      await tx.deleteOwnership(machine(1));
      expect(await tx.ownerships()).toHaveLength(1);
    });
  });

  it("keeps the event marks of the last boots only", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      for (let n = 1; n <= 9; n += 1) await tx.putEventMark(hostA, uuid(n), n, startMs + n);
    });
    await store.transaction(async (tx) => {
      expect(await tx.eventMark(hostA, uuid(9))).toBe(9);
      expect(await tx.eventMark(hostA, uuid(6))).toBe(6);
      expect(await tx.eventMark(hostA, uuid(1))).toBe(0);
    });
  });
}
