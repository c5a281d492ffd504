import type { SystemView } from "@novacron/protocol/http/system";
import type { MockFleet } from "./fleet.ts";

export function systemView(fleet: MockFleet): SystemView {
  const gauge = (name: string, value: number, limit: number, help: string) => ({
    name,
    value,
    limit,
    dropped: 0,
    help,
  });
  return {
    version: "0.1.0",
    epoch: 1,
    startedAt: fleet.startedAt,
    restoring: null,
    stores: [
      {
        name: "State",
        url: "sqlite:state.db",
        state: "ok",
        problem: null,
        sizeBytes: 4.2e6,
        retention: "kept",
      },
      {
        name: "Metrics",
        url: "sqlite:metrics/",
        state: "ok",
        problem: null,
        sizeBytes: 812e6,
        retention: "5 s for 2 days, 1 min for 30 days, 1 h for 400 days; at most 20 GB",
      },
    ],
    broker: { url: "mqtt://127.0.0.1:1883", embedded: true, connected: true, clients: 4 },
    queues: [
      gauge("Ingest", 3, 2_000, "Batches that wait to be stored"),
      gauge("Live feed", 0, 256, "Messages that wait for the slowest console"),
    ],
    refused: [
      { sender: "host/kvm-9", reason: "foreign topic", count: 12, lastAt: fleet.startedAt },
    ],
  };
}
