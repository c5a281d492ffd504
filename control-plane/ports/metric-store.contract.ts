import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Retention } from "../samples/retention.ts";
import type { MetricStore } from "./metric-store.ts";
import { keepsExactlyOnce } from "./testing/metric-store-exactly-once.ts";
import { answersRanges } from "./testing/metric-store-range.ts";
import { keepsForAsLongAsSaid } from "./testing/metric-store-retention.ts";
import { ranksAndRemembers } from "./testing/metric-store-top.ts";

/** One storage and the accidents it can have. Every store it gives stands on that same storage. */
export interface MetricStoreHarness {
  store(retention?: Retention): MetricStore;
  /** A size that a day of ten busy series fits and six days do not; 1.5 MB where absent. */
  readonly smallBytes?: number;
  /** The process of `store` dies without stopping. */
  kill(store: MetricStore): Promise<void>;
  /** Removes what the storage stands on. */
  dispose(): Promise<void>;
}

/** What a part of the suite works with: stores opened and closed for it. */
export interface MetricStoreBench {
  open(retention?: Retention): Promise<MetricStore>;
  /** Kills the open store and opens another on the same storage. */
  reopenAfterKill(retention?: Retention): Promise<MetricStore>;
  reopen(retention?: Retention): Promise<MetricStore>;
  readonly smallBytes: number;
}

/** What every MetricStore must do. */
export function metricStoreContract(
  name: string,
  makeHarness: () => Promise<MetricStoreHarness>,
): void {
  describe(`metric store contract: ${name}`, () => {
    let harness: MetricStoreHarness;
    let store: MetricStore | null = null;
    const abort = new AbortController();
    const bench: MetricStoreBench = {
      async open(retention) {
        store = harness.store(retention);
        await store.start(abort.signal);
        return store;
      },
      async reopenAfterKill(retention) {
        if (store !== null) await harness.kill(store);
        return bench.open(retention);
      },
      async reopen(retention) {
        await store?.stop();
        return bench.open(retention);
      },
      get smallBytes() {
        return harness.smallBytes ?? 1_500_000;
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
    describe("exactly once", () => keepsExactlyOnce(bench));
    describe("ranges", () => answersRanges(bench));
    describe("retention", () => keepsForAsLongAsSaid(bench));
    describe("top and latest", () => ranksAndRemembers(bench));
    it("refuses to work before it is started", async () => {
      await expect(harness.store().append([])).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    });
    it("says how it is and what it keeps", async () => {
      const health = await (await bench.open()).health();
      expect(health).toMatchObject({ state: "ok", problem: null });
      expect(health.retention).toBe(
        "raw 7 days, 1 min 30 days, 15 min 365 days, 1 h 1096 days, at most 20 GiB",
      );
      expect(health.sizeBytes).toBeGreaterThanOrEqual(0);
    });
  });
}
