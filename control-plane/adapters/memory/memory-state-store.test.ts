import { describe, expect, it } from "vitest";
import { stateStoreContract } from "../../ports/state-store.contract.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { MemoryStateStore } from "./memory-state-store.ts";

stateStoreContract("memory", async () => {
  const disk = new MemoryDisk();
  return {
    store: () => new MemoryStateStore(disk),
    kill: async () => {},
    dispose: async () => {},
  };
});

describe("memory state store on a bad disk", () => {
  it("refuses the whole transaction when full", async () => {
    const disk = new MemoryDisk();
    const store = new MemoryStateStore(disk);
    await store.start(new AbortController().signal);
    disk.faults.full = true;
    const writing = store.transaction((tx) => tx.putMeta("a", "1"));
    await expect(writing).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(await store.transaction((tx) => tx.getMeta("a"))).toBeNull();
  });

  it("loses with the power every commit since the last true sync", async () => {
    const disk = new MemoryDisk();
    const store = new MemoryStateStore(disk);
    await store.start(new AbortController().signal);
    await store.transaction((tx) => tx.putMeta("a", "1"));
    disk.faults.syncLies = true;
    await store.transaction((tx) => tx.putMeta("a", "2"));
    await store.transaction((tx) => tx.putMeta("a", "3"));
    disk.losePower();
    expect(await store.transaction((tx) => tx.getMeta("a"))).toBe("1");
  });
});
