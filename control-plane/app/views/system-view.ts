import type { SystemView } from "@novacron/protocol/http/system";
import type { AppPorts, AppSettings } from "../app-ports.ts";
import { queueLimits } from "../ingest/batch-queue.ts";
import type { Parts } from "../parts.ts";
import { defaultHistory, describeHistory } from "../record/history-retention.ts";

/** The control plane as it is now: stores, bus, queues, what was refused or dropped. */
export async function systemViewOf(
  ports: AppPorts,
  settings: AppSettings,
  now: { readonly parts: Parts; readonly epoch: number; readonly startedAt: number },
): Promise<SystemView> {
  const { link } = ports;
  return {
    version: settings.version,
    epoch: now.epoch,
    startedAt: now.startedAt,
    restoring: now.parts.restoring.view(),
    stores: await storeStates(ports, settings),
    broker: {
      url: settings.bus.url,
      embedded: settings.bus.embedded,
      connected: link.isConnected(),
      clients: link.clients(),
    },
    queues: gauges(now.parts),
    refused: [...link.refusals(), ...ingestRefusals(now.parts)].sort((a, b) => b.count - a.count),
  };
}

async function storeStates(ports: AppPorts, settings: AppSettings): Promise<SystemView["stores"]> {
  const unavailable = {
    state: "unavailable" as const,
    problem: "does not answer",
    sizeBytes: null,
  };
  const state = await ports.state.health().catch(() => unavailable);
  const metrics = await ports.metrics
    .health()
    .catch(() => ({ ...unavailable, retention: "not known" }));
  const retention = describeHistory(settings.history ?? defaultHistory);
  return [
    { name: "state", url: settings.storeUrls.state, ...state, retention },
    { name: "metrics", url: settings.storeUrls.metrics, ...metrics },
  ];
}

function gauges(parts: Parts): SystemView["queues"] {
  const ingest = parts.ingest.state();
  const operations = parts.operations.gauge();
  const facts = parts.facts.gauge();
  const gauge = (
    name: string,
    has: { readonly value: number; readonly limit?: number; readonly dropped?: number },
    help: string,
  ) => ({ name, value: has.value, limit: has.limit ?? null, dropped: has.dropped ?? 0, help });
  const { queue } = ingest;
  return [
    gauge(
      "ingestBatches",
      { value: queue.batches, limit: queueLimits.batches, dropped: queue.dropped },
      "Batches that wait for the stores; agents repeat what was dropped",
    ),
    gauge("ingestBytes", { value: queue.bytes, limit: queueLimits.bytes }, "Their size"),
    gauge("batchDuplicates", { value: ingest.duplicates }, "Batches that had been stored before"),
    gauge("batchGaps", { value: ingest.gaps }, "Batches that overtook others and were sent again"),
    gauge(
      "batchOutOfTime",
      { value: 0, dropped: ingest.outOfTime },
      "Batches whose samples lie too far from our clock and were not kept",
    ),
    gauge(
      "batchFailed",
      { value: 0, dropped: ingest.failed },
      "Batches refused by a fault of ours",
    ),
    gauge(
      "operationsOpen",
      { value: operations.open, limit: operations.limit },
      "Operations that have not ended",
    ),
    gauge(
      "commandEventsLate",
      { value: operations.stale },
      "Words of agents about ended operations",
    ),
    gauge(
      "decisions",
      { value: parts.committer.waiting() },
      "Decisions that wait for the state store",
    ),
    gauge(
      "history",
      { value: 0, dropped: parts.history.dropped() },
      "Record entries and ended operations that became older than what is kept",
    ),
    gauge("facts", { value: facts.waiting, dropped: facts.dropped }, "News for outside tools"),
  ];
}

/** What the schema let pass and the metric tables did not. */
function ingestRefusals(parts: Parts): SystemView["refused"] {
  const { unknown, refused } = parts.ingest.state();
  const rows = (table: ReadonlyMap<string, number>, reason: string) =>
    [...table].map(([name, count]) => ({ sender: name, reason, count, lastAt: 0 }));
  return [...rows(refused, "bad-samples"), ...rows(unknown, "unknown-metric")];
}
