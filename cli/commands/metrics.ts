import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Series } from "@novacron/protocol/http/metrics";
import {
  fieldNames,
  isTargetName,
  type TargetName,
  targetOf,
} from "@novacron/protocol/metrics/targets";
import type { Command } from "commander";
import type { Client } from "../client.ts";
import { type Context, clientOf, print } from "../context.ts";
import { bytes, duration, percent, short, time } from "../output/format.ts";
import { table } from "../output/table.ts";

interface Options {
  readonly last: string;
  readonly points: string;
  readonly fields?: string;
  readonly target?: string;
  readonly json?: boolean;
}

const defaults: Partial<Record<TargetName, readonly string[]>> = {
  machine: [
    "cpuUsed",
    "cpuWait",
    "memoryUsedBytes",
    "diskReadBytesPerSecond",
    "diskWriteBytesPerSecond",
  ],
  host: ["cpuUser", "cpuSystem", "cpuIowait", "memoryAvailableBytes", "load1"],
};

export function addMetrics(program: Command, context: Context): void {
  program
    .command("metrics <machine-or-host>")
    .description("figures of a machine or of a host, over time")
    .option(
      "--target <target>",
      "machine, host, machineDisk, machineNic, hostDisk or hostNic; where not said, what bears the name, a machine first",
    )
    .option("--fields <names>", "comma-separated; `novacron metrics-catalog` lists them")
    .option("--last <duration>", "15m, 24h, 30d", "15m")
    .option("--points <count>", "at most this many steps", "30")
    .option("--json", "print JSON")
    .action(async (name: string, options: Options) => showRange(context, name, options));
  program
    .command("metrics-catalog")
    .description("every metric with its unit and meaning")
    .option("--json", "print JSON")
    .action(async (options: { json?: boolean }) => {
      const { items } = await clientOf(context).call("metricsCatalog");
      const rows = items.flatMap((item) =>
        item.fields.map((field) => ({ target: item.target, ...field })),
      );
      print(context, options.json === true, items, () =>
        table(rows, [
          { title: "TARGET", cell: (row) => row.target },
          { title: "FIELD", cell: (row) => row.name },
          { title: "UNIT", cell: (row) => row.unit },
          { title: "MEANING", cell: (row) => row.help },
        ]),
      );
    });
}

async function showRange(context: Context, name: string, options: Options): Promise<void> {
  if (options.target !== undefined && !isTargetName(options.target))
    throw usage(`show metrics of target "${options.target}"`, "See --help for the targets");
  const lastMs = duration(options.last);
  if (lastMs === null)
    throw usage(`read the duration "${options.last}"`, "Give one such as 15m, 24h or 30d");
  const client = clientOf(context);
  const { target, ...subject } = await subjectOf(client, options.target, name);
  const fields = options.fields?.split(",") ?? defaults[target] ?? fieldNames(target).slice(0, 6);
  const now = context.now();
  const range = await client.call("metricsRange", {
    query: {
      target,
      ...subject,
      fields: fields.join(","),
      from: now - lastMs,
      to: now,
      points: Number(options.points),
    },
  });
  print(
    context,
    options.json === true,
    range,
    () =>
      range.series.map((series) => seriesTable(series, target, fields)).join("\n\n") ||
      "no samples",
  );
}

async function subjectOf(client: Client, target: TargetName | undefined, name: string) {
  const host = async () => (await client.call("showHost", { params: { host: name } })).id;
  if (target?.startsWith("host")) return { target, host: await host() };
  try {
    const { id: machine } = await client.call("showMachine", { params: { machine: name } });
    return { target: target ?? ("machine" as const), machine };
  } catch (error) {
    const isNone = error instanceof NovaError && error.code === "NOT_FOUND";
    if (target !== undefined || !isNone) throw error;
    return { target: "host" as const, host: await host().catch(() => Promise.reject(error)) };
  }
}

function seriesTable(series: Series, target: TargetName, fields: readonly string[]): string {
  const rows = series.at.map((at, index) => ({ at, index }));
  const shown = table(rows, [
    { title: "TIME", cell: (row) => time(row.at) },
    ...fields.map((field) => ({
      title: field,
      cell: (row: { index: number }) => inUnit(target, field, series.values[field]?.[row.index]),
      align: "right" as const,
    })),
  ]);
  return series.device === null ? shown : `${series.device}\n${shown}`;
}

function inUnit(target: TargetName, field: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return "-";
  const unit = targetOf(target).fields[field]?.unit;
  if (unit === "bytes") return bytes(value);
  if (unit === "bytesPerSecond") return `${bytes(value)}/s`;
  return unit === "ratio" ? percent(value) : short(value);
}

function usage(attempted: string, next: string): NovaError {
  return new NovaError("BAD_REQUEST", attempted, { next });
}
