import { fieldNames, type TargetName, targetOf } from "@novacron/protocol/metrics/targets";
import { quote } from "./questdb-http.ts";
import { keyColumns, resolutions, tableName, valueColumns } from "./tables.ts";

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface SumsQuestion {
  readonly target: TargetName;
  readonly machine?: string;
  readonly host?: string;
  readonly device?: string;
  readonly fields: readonly string[];
}

/**
 * Rows of [machine, device, first host, last host, step, then sum, count and max of each field]. `step` is
 * the number of the step since 1970.
 */
export function stepSums(
  question: SumsQuestion,
  resolution: number,
  part: { readonly spans: readonly Span[]; readonly stepMs: number },
): string {
  const { target, fields } = question;
  const has = (key: "machine" | "device") => targetOf(target).key.includes(key);
  const columns = fields.map((name) =>
    resolution === 0
      ? `sum(${name}), count(${name}), max(${name})`
      : `sum(${name}_sum), sum(${name}_count), max(${name}_max)`,
  );
  // A host's own series must stay apart; a machine's hosts are one series.
  const host = has("machine") ? "first(host), last(host)" : "host AS h1, host AS h2";
  return `SELECT ${has("machine") ? "machine" : "'' AS machine"},
    ${has("device") ? "device" : "'' AS device"}, ${host},
    cast(at AS LONG) / ${part.stepMs * 1_000} AS step, ${columns.join(", ")}
    FROM ${tableName(target, resolution)} WHERE (${inSpans(part.spans)})${where(question)}`;
}

export function where(question: Omit<SumsQuestion, "fields">): string {
  const named = [
    ["machine", question.machine],
    ["host", question.host],
    ["device", question.device],
  ] as const;
  return named
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` AND ${name} = ${quote(value ?? "")}`)
    .join("");
}

/** Computes the roll-ups of the spans anew; with the tables' keys they replace the old ones. */
export function rollUp(target: TargetName, resolution: number, span: Span): string {
  const keys = keyColumns(target).join(", ");
  const widthUs = (resolutions[resolution]?.widthMs ?? 1) * 1_000;
  const values = valueColumns(target, resolution).join(", ");
  const sums = fieldNames(target).map(
    (name) =>
      `sum(${name}) ${name}_sum, cast(count(${name}) AS DOUBLE) ${name}_count, max(${name}) ${name}_max`,
  );
  return `INSERT INTO ${tableName(target, resolution)} (at, ${keys}, ${values})
    SELECT cast(step * ${widthUs} AS TIMESTAMP) AS at, ${keys}, ${values} FROM (
      SELECT cast(at AS LONG) / ${widthUs} AS step, ${keys}, cast(count() AS DOUBLE) samples,
      ${sums.join(", ")}
      FROM ${tableName(target, 0)} WHERE ${inSpan(span)})`;
}

/** How many rows each quarter of an hour has: [quarter since 1970, rows]. */
export function rowsByWindow(target: TargetName, windowMs: number): string {
  return `SELECT cast(at AS LONG) / ${windowMs * 1_000} AS window, count()
    FROM ${tableName(target, 0)}`;
}

export function inSpans(spans: readonly Span[]): string {
  return spans.map(inSpan).join(" OR ");
}

function inSpan({ fromMs, toMs }: Span): string {
  return `(at >= ${fromMs * 1_000} AND at < ${toMs * 1_000})`;
}
