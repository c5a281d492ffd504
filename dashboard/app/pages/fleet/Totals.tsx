import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView } from "@novacron/protocol/http/hosts";
import { t } from "../../text/en.ts";
import { Meter } from "../../ui/Meter.tsx";
import { Sparkline } from "../../ui/Sparkline.tsx";
import { formatBytes, formatCount, formatPercent } from "../../util/format.ts";
import css from "./Totals.module.css";
import { useTrend } from "./use-trend.ts";

const spark = { width: 108, height: 34 };

/** The fleet in four figures, each with its last hour. */
interface TotalsProps {
  readonly fleet: FleetView;
  readonly hosts: readonly HostView[];
}

export function Totals({ fleet, hosts }: TotalsProps) {
  const { totals, machines } = fleet;
  const trend = useTrend(fleet, hosts);
  const all = Object.values(machines).reduce((sum, count) => sum + count, 0);
  return (
    <section className={css.totals} aria-label={t.fleet.title}>
      <Total
        label={t.fleet.cpu}
        figure={formatPercent(share(totals.cpuUsed, totals.cpuThreads))}
        more={t.fleet.threads(formatCount(totals.cpuThreads))}
      >
        <Line values={trend?.cpuUsed} max={totals.cpuThreads} />
      </Total>
      <Total
        label={t.fleet.memory}
        figure={formatBytes(totals.memoryUsedBytes)}
        more={`of ${formatBytes(totals.memoryBytes)}`}
      >
        <Line values={trend?.memoryUsedBytes} max={totals.memoryBytes} />
      </Total>
      <Total
        label={t.fleet.storage}
        figure={formatBytes(totals.storageUsedBytes)}
        more={`of ${formatBytes(totals.storageBytes)}`}
      >
        <span className={css.meter}>
          <Meter
            label={t.fleet.storage}
            value={share(totals.storageUsedBytes, totals.storageBytes)}
          />
        </span>
      </Total>
      <Total
        label={t.fleet.machines}
        figure={formatCount(machines.running)}
        more={`running of ${formatCount(all)}`}
      >
        <Line values={fleet.trend?.machinesRunning} max={Math.max(1, all)} />
      </Total>
    </section>
  );
}

interface TotalProps {
  readonly label: string;
  readonly figure: string;
  readonly more: string;
  readonly children: React.ReactNode;
}

function Total({ label, figure, more, children }: TotalProps) {
  return (
    <div className={css.total}>
      <span className={css.label}>{label}</span>
      <span className={css.figure}>
        {figure} <small>{more}</small>
      </span>
      <span className={css.picture}>{children}</span>
    </div>
  );
}

function Line(props: { values: readonly (number | null)[] | undefined; max: number }) {
  if (props.values === undefined) return null;
  return <Sparkline {...spark} values={props.values} max={props.max} slots={60} filled />;
}

function share(part: number | null, whole: number): number | null {
  return part === null || whole <= 0 ? null : part / whole;
}
