import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { Series } from "@novacron/protocol/http/metrics";
import { useQuery } from "@tanstack/react-query";
import { call } from "../../api/call.ts";
import { serverNow } from "../../live/use-live.ts";

export type Trend = Pick<NonNullable<FleetView["trend"]>, "cpuUsed" | "memoryUsedBytes">;

/** With more hosts than this the sum is left to the server. */
const hostsMax = 60;
const spanMs = 3_600_000;
const points = 60;
const fields = ["cpuIdle", "memoryTotalBytes", "memoryAvailableBytes"] as const;

/** The last hour of the whole fleet: the server's own sum, or one made of the hosts' series. */
export function useTrend(fleet: FleetView, hosts: readonly HostView[]): Trend | undefined {
  const wanted = fleet.trend === undefined && hosts.length > 0 && hosts.length <= hostsMax;
  const query = useQuery({
    queryKey: ["trend"],
    enabled: wanted,
    staleTime: 60_000,
    refetchInterval: 60_000,
    queryFn: async ({ signal }) => {
      const to = Math.round(serverNow());
      const span = { from: to - spanMs, to, points };
      const query = { target: "host" as const, fields: fields.join(","), ...span };
      return call("metricsRange", { query, signal });
    },
  });
  if (fleet.trend !== undefined) return fleet.trend;
  if (query.data === undefined) return undefined;
  const threads = new Map(hosts.map((host) => [host.id as string, host.inventory.cpuThreads]));
  return sumOf(query.data.series, query.data.stepMs, threads);
}

/** Adds the hosts up step by step; a step in which no host reported is a gap. */
export function sumOf(
  all: readonly Series[],
  stepMs: number,
  threads: ReadonlyMap<string, number>,
): Trend {
  const cpu = new Map<number, number>();
  const memory = new Map<number, number>();
  for (const series of all) {
    const cpus = threads.get(series.host ?? "") ?? 0;
    const [idle, total, available] = fields.map((field) => series.values[field] ?? []);
    series.at.forEach((at, i) => {
      const step = Math.round(at / stepMs);
      add(cpu, step, (1 - (idle?.[i] ?? Number.NaN)) * cpus);
      add(memory, step, (total?.[i] ?? Number.NaN) - (available?.[i] ?? Number.NaN));
    });
  }
  const steps = [...new Set([...cpu.keys(), ...memory.keys()])];
  const first = Math.min(...steps);
  const count = steps.length === 0 ? 0 : Math.min(points + 2, Math.max(...steps) - first + 1);
  const read = (sums: ReadonlyMap<number, number>) =>
    Array.from({ length: count }, (_, i) => sums.get(first + i) ?? null);
  return { cpuUsed: read(cpu), memoryUsedBytes: read(memory) };
}

function add(sums: Map<number, number>, step: number, value: number): void {
  if (Number.isFinite(value)) sums.set(step, (sums.get(step) ?? 0) + value);
}
