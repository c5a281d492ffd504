import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { metricStoreContract } from "../../ports/metric-store.contract.ts";
import type { MetricStore } from "../../ports/metric-store.ts";
import { SqliteMetricStore } from "./sqlite-metric-store.ts";

metricStoreContract("sqlite", async () => {
  const folder = await mkdtemp(join(tmpdir(), "novacron-metrics-"));
  return {
    store: (retention) => new SqliteMetricStore(folder, retention),
    kill: (store: MetricStore) => (store as SqliteMetricStore).terminate(),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
});
