import type { HistoryRetention } from "../app/record/history-retention.ts";
import type { Retention } from "../samples/retention.ts";
import type { Config } from "./settings.ts";

const dayMs = 86_400_000;

export function retentionOf(config: Config): Retention {
  return {
    rawMs: config.rawDays * dayMs,
    rollupsMs: [config.minuteDays * dayMs, config.quarterDays * dayMs, config.hourDays * dayMs],
    maxBytes: config.metricsGb * 1024 ** 3,
  };
}

export function historyOf(config: Config): HistoryRetention {
  return {
    recordMs: config.recordDays * dayMs,
    recordEntries: config.recordEntries,
    operationsMs: config.operationDays * dayMs,
    operations: config.operationsKept,
  };
}
