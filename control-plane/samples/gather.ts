import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Series } from "@novacron/protocol/http/metrics";
import { fieldNames, type TargetName, targetOf } from "@novacron/protocol/metrics/targets";
import type { RangeQuery } from "../ports/metric-store.ts";
import type { SeriesKey } from "./blocks.ts";
import type { StepGrid } from "./steps.ts";

/** Values one answer may hold; more is refused, so that no question can take all memory. */
export const maxAnswerValues = 4_000_000;

/** Unknown fields are the caller's mistake, not an empty chart. */
export function checkFields(target: TargetName, fields: readonly string[]): void {
  const known = new Set(fieldNames(target));
  const unknown = fields.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new NovaError("BAD_REQUEST", `read metrics of ${target}: no such field`, {
      details: { fields: unknown },
    });
  }
}

/** Adds samples and roll-ups up, step by step, for one answer to a range query. */
export class Gather {
  readonly grid: StepGrid;
  readonly #query: RangeQuery;
  readonly #series = new Map<string, StepSums>();

  constructor(query: RangeQuery, grid: StepGrid) {
    this.#query = query;
    this.grid = grid;
  }

  /** A machine is one series wherever it ran; a host's series are its own. */
  series(key: SeriesKey): StepSums {
    const byMachine = targetOf(key.target).key.includes("machine");
    const id = `${byMachine ? key.machine : key.host}\n${key.device}`;
    const found = this.#series.get(id);
    if (found !== undefined) {
      found.seenOn(key.host);
      return found;
    }
    const fields = this.#query.fields;
    if ((this.#series.size + 1) * fields.length * this.grid.count > maxAnswerValues) {
      throw new NovaError("BAD_REQUEST", `read metrics of ${key.target}: the answer is too large`, {
        next: "Name a machine or host, or ask for fewer points or fields",
      });
    }
    const made = new StepSums(key, fields, this.grid);
    this.#series.set(id, made);
    return made;
  }

  finish(): { readonly stepMs: number; readonly series: readonly Series[] } {
    const order = [...this.#series.entries()].filter(([, sums]) => sums.any());
    order.sort(([a], [b]) => (a < b ? -1 : 1));
    return { stepMs: this.grid.stepMs, series: order.map(([, sums]) => sums.toSeries()) };
  }
}

/** Sum, count and highest value of each field in each step of one series. */
export class StepSums {
  readonly #key: SeriesKey;
  readonly #hosts: Set<string>;
  readonly #fields: readonly string[];
  readonly #grid: StepGrid;
  readonly #sum: Float64Array;
  readonly #count: Float64Array;
  readonly #max: Float64Array;
  #any = false;

  constructor(key: SeriesKey, fields: readonly string[], grid: StepGrid) {
    this.#key = key;
    this.#hosts = new Set([key.host]);
    this.#fields = fields;
    this.#grid = grid;
    const size = fields.length * grid.count;
    this.#sum = new Float64Array(size);
    this.#count = new Float64Array(size);
    this.#max = new Float64Array(size).fill(Number.NEGATIVE_INFINITY);
  }

  seenOn(host: string): void {
    this.#hosts.add(host);
  }

  /** `field` is the place in the query's fields. NaN and what lies outside the grid is ignored. */
  add(field: number, at: number, value: number): void {
    this.addSums(field, at, { sum: value, count: 1, max: value });
  }

  addSums(
    field: number,
    at: number,
    sums: { readonly sum: number; readonly count: number; readonly max: number },
  ): void {
    const step = Math.floor((at - this.#grid.firstMs) / this.#grid.stepMs);
    if (step < 0 || step >= this.#grid.count || !(sums.count > 0) || Number.isNaN(sums.sum)) return;
    const place = field * this.#grid.count + step;
    this.#sum[place]! += sums.sum;
    this.#count[place]! += sums.count;
    if (sums.max > this.#max[place]!) this.#max[place] = sums.max;
    this.#any = true;
  }

  any(): boolean {
    return this.#any;
  }

  toSeries(): Series {
    const { count, firstMs, stepMs } = this.#grid;
    const values: Record<string, (number | null)[]> = {};
    const max: Record<string, (number | null)[]> = {};
    for (const [field, name] of this.#fields.entries()) {
      const means: (number | null)[] = new Array(count);
      const peaks: (number | null)[] = new Array(count);
      for (let step = 0; step < count; step += 1) {
        const place = field * count + step;
        const samples = this.#count[place]!;
        // A mean of sums may come out above the peak by the last bit; a chart must not show that.
        means[step] =
          samples === 0 ? null : Math.min(this.#sum[place]! / samples, this.#max[place]!);
        peaks[step] = samples === 0 ? null : this.#max[place]!;
      }
      values[name] = means;
      max[name] = peaks;
    }
    return {
      machine: this.#key.machine === "" ? null : (this.#key.machine as MachineId),
      host: this.#hosts.size === 1 ? ([...this.#hosts][0] as HostId) : null,
      device: this.#key.device === "" ? null : this.#key.device,
      at: Array.from({ length: count }, (_, step) => firstMs + step * stepMs),
      values,
      max,
    };
  }
}
