import { describe, expect, it } from "vitest";
import { metricStoreContract } from "../../ports/metric-store.contract.ts";
import { batchOf, hostBlock, startMs } from "../../ports/testing/sample-batches.ts";
import { MemoryDisk } from "./memory-disk.ts";
import { MemoryMetricStore } from "./memory-metric-store.ts";

metricStoreContract("memory", async () => {
  const disk = new MemoryDisk();
  return {
    store: (retention) => new MemoryMetricStore(disk, retention),
    kill: async () => {},
    dispose: async () => {},
  };
});

const batch = (seq: number) => batchOf({ seq, at: startMs + seq, samples: [hostBlock(seq)] });
const opened = async (disk: MemoryDisk) => {
  const store = new MemoryMetricStore(disk);
  await store.start(new AbortController().signal);
  return store;
};

describe("faults of the memory disk", () => {
  it("loses with the power what it only claimed to have synced, rows and mark together", async () => {
    const disk = new MemoryDisk();
    const store = await opened(disk);
    await store.append([batch(1)]);
    disk.faults.syncLies = true;
    await store.append([batch(2)]);
    disk.losePower();
    const again = await opened(disk);
    expect(await again.marks()).toMatchObject([{ upTo: 1 }]);
    expect((await again.latest("host", 0)).map((row) => row.at)).toEqual([startMs + 1]);
  });

  it("dies before a commit without a trace, and after it with the whole effect", async () => {
    for (const point of ["before-commit", "committed"] as const) {
      const disk = new MemoryDisk();
      const store = await opened(disk);
      disk.faults.at = (where) => {
        if (where === point) throw new Error("crash");
      };
      await expect(store.append([batch(1)])).rejects.toThrow("crash");
      delete disk.faults.at;
      const again = await opened(disk);
      const upTo = point === "committed" ? 1 : 0;
      expect((await again.marks()).map((mark) => mark.upTo)).toEqual(upTo === 1 ? [1] : []);
      expect(await again.latest("host", 0)).toHaveLength(upTo);
    }
  });

  it("is full, then has room again", async () => {
    const disk = new MemoryDisk();
    const store = await opened(disk);
    disk.faults.full = true;
    await expect(store.append([batch(1)])).rejects.toMatchObject({ code: "DISK_FULL" });
    expect(await store.health()).toMatchObject({ state: "full" });
    disk.faults.full = false;
    await store.append([batch(1)]);
    expect(await store.marks()).toMatchObject([{ upTo: 1 }]);
    disk.faults.dead = true;
    await expect(store.marks()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
  });
});
