import { hostId, machineId } from "@novacron/protocol/domain/ids";
import type { Series } from "@novacron/protocol/http/metrics";
import type { AnswerOf, QueryOf } from "@novacron/protocol/http/route";
import type { routes } from "@novacron/protocol/http/routes";
import { deviceCurve, hostCurve, machineCurve } from "./curves.ts";
import type { MockFleet } from "./fleet.ts";
import { loadOf } from "./views.ts";

type RangeQuery = QueryOf<typeof routes.metricsRange>;
type Values = Record<string, number | null>;

/** An outage of the agent that each series shows as a gap: from 25 to 22 minutes before the start. */
const gapFromMs = 25 * 60_000;
const gapToMs = 22 * 60_000;

export function metricsRange(
  fleet: MockFleet,
  query: RangeQuery,
): AnswerOf<typeof routes.metricsRange> {
  const spanMs = Math.max(1, query.to - query.from);
  const stepMs = Math.max(5_000, Math.ceil(spanMs / query.points / 5_000) * 5_000);
  const series: Series[] = [];
  for (const source of sources(fleet, query)) {
    series.push(readSeries(fleet, query, stepMs, source));
  }
  return { stepMs, series };
}

interface Source {
  readonly machine: string | null;
  readonly host: string;
  readonly device: string | null;
  readonly at: (time: number) => Values | null;
}

function sources(fleet: MockFleet, query: RangeQuery): Source[] {
  if (query.target === "host" || query.target === "hostDisk" || query.target === "hostNic") {
    return [...fleet.hosts.values()]
      .filter((host) => query.host === undefined || host.inventory.id === query.host)
      .slice(0, 50)
      .map((host) => {
        const running = fleet
          .machinesOf(host.inventory.id)
          .filter((machine) => machine.report.state === "running");
        const at = (time: number) => hostCurve(host.inventory, loadOf(running, time), time);
        return { machine: null, host: host.inventory.id, device: null, at };
      });
  }
  const curve = query.target === "machine" ? machineCurve : deviceCurve;
  return [...fleet.machines.values()]
    .filter((machine) => query.machine === undefined || machine.report.id === query.machine)
    .filter((machine) => query.host === undefined || machine.host === query.host)
    .slice(0, 1_000)
    .map(({ report, host }) => {
      const begun = report.state === "running" ? 0 : (report.since ?? 0);
      const at = (time: number) =>
        report.state !== "running" && time > begun ? null : curve(report, time);
      const device = query.target === "machine" ? null : (query.device ?? "vda");
      return { machine: report.id, host, device, at };
    });
}

function readSeries(fleet: MockFleet, query: RangeQuery, stepMs: number, source: Source): Series {
  const at: number[] = [];
  const values: Record<string, (number | null)[]> = {};
  const max: Record<string, (number | null)[]> = {};
  for (const field of query.fields) {
    values[field] = [];
    max[field] = [];
  }
  const end = Math.min(query.to, Date.now());
  for (let time = Math.ceil(query.from / stepMs) * stepMs; time <= end; time += stepMs) {
    if (time > fleet.startedAt - gapFromMs && time < fleet.startedAt - gapToMs) continue;
    const read = source.at(time);
    if (read === null) continue;
    at.push(time);
    for (const field of query.fields) {
      const value = read[field] ?? null;
      values[field]?.push(value);
      max[field]?.push(value === null ? null : value * 1.08);
    }
  }
  return {
    machine: source.machine === null ? null : machineId.parse(source.machine),
    host: hostId.parse(source.host),
    device: source.device,
    at,
    values,
    max,
  };
}
