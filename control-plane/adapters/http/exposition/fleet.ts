import { hostStates } from "@novacron/protocol/domain/host";
import type { MachineRow } from "@novacron/protocol/http/machines";
import type { FleetViews } from "../../../app/control-plane.ts";
import { exposedMetrics } from "./names.ts";
import { family, labelText, sample } from "./text.ts";

/** Objects formatted before a piece of text is handed on: bounds memory and the time without a turn. */
const pieceLines = 500;

type Values = Readonly<Record<string, number | null>>;
interface Exposed {
  readonly labels: string;
  readonly values: Values | null;
}

/**
 * The newest figures of all hosts and machines, piece by piece. Prometheus wants all lines of a name
 * together, so the fleet is walked once for each metric; labels and values are looked up once.
 */
export function* fleetExposition(views: FleetViews): Generator<string> {
  const hosts = views.hosts();
  yield family("novacron_host_online", "gauge", "1 while reports of the host arrive, else 0");
  for (const host of hosts) {
    const labels = labelText({ host: host.id, name: host.name });
    yield sample("novacron_host_online", labels, host.state === hostStates[0] ? 1 : 0);
  }
  const hostItems = hosts.map((host) => ({
    labels: labelText({ host: host.id, name: host.name }),
    values: host.state === "offline" ? null : host.latest,
  }));
  yield* metricsOf("host", hostItems);
  const machines = views.machineRows();
  yield* running(machines);
  yield* metricsOf(
    "machine",
    machines.map((row) => ({ labels: machineLabels(row), values: valuesOf(views, row) })),
  );
}

function* running(machines: readonly MachineRow[]): Generator<string> {
  const name = "novacron_machine_running";
  yield family(name, "gauge", "1 while the machine runs, else 0");
  yield* pieces(machines, (row) =>
    sample(name, machineLabels(row), row.state === "running" ? 1 : 0),
  );
}

/** Figures of a machine that no longer runs are old and are left out, not frozen. */
function valuesOf(views: FleetViews, row: MachineRow): Values | null {
  if (row.hostState === "offline" || row.state === "shutoff") return null;
  return views.latestOf("machine", row.id)?.values ?? null;
}

function machineLabels(row: MachineRow): string {
  return labelText({ machine: row.id, name: row.name, host: row.hostName });
}

function* metricsOf(target: "host" | "machine", items: readonly Exposed[]): Generator<string> {
  for (const { field, name, help, factor } of exposedMetrics(target)) {
    yield family(name, "gauge", help);
    yield* pieces(items, ({ labels, values }) => {
      const value = values?.[field];
      return value === null || value === undefined ? "" : sample(name, labels, value * factor);
    });
  }
}

function* pieces<T>(items: readonly T[], line: (item: T) => string): Generator<string> {
  let text = "";
  for (const [index, item] of items.entries()) {
    text += line(item);
    if ((index + 1) % pieceLines === 0) {
      yield text;
      text = "";
    }
  }
  yield text;
}
