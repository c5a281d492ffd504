import type { SystemView } from "@novacron/protocol/http/system";
import { family, labelText, sample } from "./text.ts";

export interface ProcessFigures {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly heapBytes: number;
  readonly startedAtMs: number;
  /** 99th percentile of event loop delay since the last time it was read. */
  readonly loopDelaySeconds: number;
}

/** The control plane itself: queues, refusals, stores, broker, process. */
export function* controlPlaneExposition(
  system: SystemView,
  figures: ProcessFigures,
  newestSampleAgeSeconds: number | null,
): Generator<string> {
  yield one("novacron_info", "Version and epoch", 1, {
    version: system.version,
    epoch: String(system.epoch),
  });
  if (newestSampleAgeSeconds !== null) {
    yield one(
      "novacron_newest_sample_age_seconds",
      "Age of the newest sample",
      newestSampleAgeSeconds,
    );
  }
  yield* queues(system);
  yield* refusals(system);
  yield* stores(system);
  yield one("novacron_bus_connected", "1 while the bus is up", system.broker.connected ? 1 : 0);
  if (system.broker.clients !== null) {
    yield one("novacron_bus_clients", "Clients of the embedded broker", system.broker.clients);
  }
  yield* processFigures(figures);
}

function* queues(system: SystemView): Generator<string> {
  yield family("novacron_queue_length", "gauge", "What waits in a bounded queue");
  for (const queue of system.queues) yield sample("novacron_queue_length", of(queue), queue.value);
  yield family("novacron_queue_limit", "gauge", "Bound of the queue");
  for (const queue of system.queues) {
    if (queue.limit !== null) yield sample("novacron_queue_limit", of(queue), queue.limit);
  }
  yield family("novacron_queue_dropped_total", "counter", "Dropped because the queue was full");
  for (const queue of system.queues) {
    yield sample("novacron_queue_dropped_total", of(queue), queue.dropped);
  }
}

function of(queue: { readonly name: string }): string {
  return labelText({ queue: queue.name });
}

function* refusals(system: SystemView): Generator<string> {
  const name = "novacron_bus_refused_total";
  yield family(name, "counter", "Messages and logins refused on the bus, by sender and reason");
  for (const { sender, reason, count } of system.refused) {
    yield sample(name, labelText({ sender, reason }), count);
  }
}

function* stores(system: SystemView): Generator<string> {
  yield family("novacron_store_up", "gauge", "1 while the store takes writes, else 0");
  for (const store of system.stores) {
    yield sample(
      "novacron_store_up",
      labelText({ store: store.name }),
      store.state === "ok" ? 1 : 0,
    );
  }
  yield family("novacron_store_size_bytes", "gauge", "Size of the store on disk");
  for (const store of system.stores) {
    if (store.sizeBytes === null) continue;
    yield sample("novacron_store_size_bytes", labelText({ store: store.name }), store.sizeBytes);
  }
}

/** Names as Prometheus' own client libraries have them. */
function* processFigures(figures: ProcessFigures): Generator<string> {
  const cpu = "process_cpu_seconds_total";
  yield family(cpu, "counter", "CPU time of the control plane") +
    sample(cpu, "", figures.cpuSeconds);
  yield one("process_resident_memory_bytes", "Resident memory", figures.residentBytes);
  yield one("process_start_time_seconds", "Start of the process", figures.startedAtMs / 1_000);
  yield one("nodejs_heap_size_used_bytes", "Heap in use", figures.heapBytes);
  yield one("nodejs_eventloop_lag_p99_seconds", "Event loop delay", figures.loopDelaySeconds);
}

function one(name: string, help: string, value: number, labels: Record<string, string> = {}) {
  return family(name, "gauge", help) + sample(name, labelText(labels), value);
}
