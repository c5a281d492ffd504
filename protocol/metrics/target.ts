/**
 * Units on the wire, in the tables, in the API and on the charts. Rates are per second and are computed by
 * the agent, which alone knows when a counter started anew. `ratio` is 0 to 1; `cores` counts whole CPUs.
 */
export type MetricUnit =
  | "ratio"
  | "cores"
  | "count"
  | "load"
  | "bytes"
  | "bytesPerSecond"
  | "perSecond"
  | "ms"
  | "celsius"
  | "enum";

export interface MetricField {
  readonly unit: MetricUnit;
  readonly title: string;
  readonly help: string;
  /** First version of NovaCron that sends it. */
  readonly since: string;
}

export type FieldTable = Readonly<Record<string, MetricField>>;

/** One metric target: one table in each store, one sample block on the wire. */
export interface MetricTarget<F extends FieldTable = FieldTable> {
  /** Also the table's name. */
  readonly name: string;
  readonly title: string;
  /** What tells rows of one host and time apart: none, the machine, the device, or both. */
  readonly key: readonly ("machine" | "device")[];
  readonly fields: F;
}

export function defineTarget<const F extends FieldTable>(target: MetricTarget<F>): MetricTarget<F> {
  return target;
}

export function field(unit: MetricUnit, title: string, help: string, since = "0.1"): MetricField {
  return { unit, title, help, since };
}
