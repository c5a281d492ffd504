import type { BootId, HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { StoredBatch } from "@novacron/protocol/messages/batch";
import type { TargetName } from "@novacron/protocol/metrics/targets";
import type {
  LatestRow,
  Mark,
  MetricStore,
  RangeQuery,
  StoreHealth,
  TopQuery,
} from "../../ports/metric-store.ts";
import { type ColumnBlock, columnBlocks, type SeriesKey } from "../../samples/blocks.ts";
import { checkFields, Gather } from "../../samples/gather.ts";
import { Marks } from "../../samples/marks.ts";
import { Ranking } from "../../samples/ranking.ts";
import {
  ageFrom,
  defaultRetention,
  describeRetention,
  type Retention,
} from "../../samples/retention.ts";
import { figureGrid, gridOf, type KeptSince, rollupWidthsMs } from "../../samples/steps.ts";
import type { DiskWrite, MemoryDisk } from "./memory-disk.ts";
import { fold, type MemoryRow, rowBytes, sampleRow } from "./memory-row.ts";

/**
 * Samples in memory, on a disk that outlives the store: for the simulation and for tests. What is appended
 * is there after a kill; after power loss too unless the disk lies about syncing. Rows older than a
 * resolution's age are folded into the next one.
 */
export class MemoryMetricStore implements MetricStore {
  readonly #disk: MemoryDisk;
  readonly #retention: Retention;
  #marks = new Marks();
  #started = false;

  constructor(disk: MemoryDisk, retention: Retention = defaultRetention) {
    this.#disk = disk;
    this.#retention = retention;
  }

  async start(_signal: AbortSignal): Promise<void> {
    this.#disk.check("open the metric store");
    this.#marks = new Marks();
    for (const value of this.#disk.table(marksTable).values()) {
      const mark = value as Mark;
      this.#marks.raise(mark.host, mark.boot, mark.upTo);
    }
    this.#started = true;
  }

  async stop(): Promise<void> {
    this.#started = false;
  }

  async marks(): Promise<readonly Mark[]> {
    this.#check("read the marks");
    return this.#marks.all().map((mark) => ({
      host: mark.host as HostId,
      boot: mark.boot as BootId,
      upTo: mark.upTo,
    }));
  }

  async append(batches: readonly StoredBatch[]): Promise<void> {
    this.#check("store samples");
    const fresh = this.#marks.unseen(batches);
    const writes: DiskWrite[] = [];
    for (const batch of fresh) {
      for (const block of columnBlocks(batch)) writeBlock(writes, block);
      const { host, boot, seq } = batch;
      writes.push({ table: marksTable, key: `${host} ${boot}`, value: { host, boot, upTo: seq } });
    }
    this.#disk.commit("metrics", writes);
    for (const { host, boot, seq } of fresh) {
      const forgotten = this.#marks.raise(host, boot, seq);
      const removals = forgotten.map((old) => ({
        table: marksTable,
        key: `${host} ${old}`,
        value: undefined,
      }));
      this.#disk.commit("metrics", removals);
    }
  }

  async range(query: RangeQuery): ReturnType<MetricStore["range"]> {
    this.#check("read metrics");
    checkFields(query.target, query.fields);
    const gather = new Gather(query, gridOf(query, this.#keptSince()));
    const { firstMs, stepMs, count } = gather.grid;
    for (const [key, rows] of this.#seriesOf(query.target)) {
      if (query.machine !== undefined && key.machine !== query.machine) continue;
      if (query.host !== undefined && key.host !== query.host) continue;
      if (query.device !== undefined && key.device !== query.device) continue;
      const sums = gather.series(key);
      for (const row of rows) {
        if (row.at < firstMs || row.at >= firstMs + count * stepMs) continue;
        for (const [place, name] of query.fields.entries()) {
          const value = row.fields[name];
          if (value !== undefined) sums.addSums(place, row.at, value);
        }
      }
    }
    return gather.finish();
  }

  async top(query: TopQuery): ReturnType<MetricStore["top"]> {
    this.#check("rank metrics");
    checkFields(query.target, [query.field]);
    const { firstMs, stepMs, count } = figureGrid(query, this.#keptSince());
    const ranking = new Ranking();
    for (const [key, rows] of this.#seriesOf(query.target)) {
      for (const row of rows) {
        const value = row.fields[query.field];
        if (value === undefined || row.at < firstMs || row.at >= firstMs + count * stepMs) continue;
        ranking.add(query.target === "machine" ? key.machine : key.host, value);
      }
    }
    return ranking.first(query.limit);
  }

  async latest(target: TargetName, sinceMs: number): Promise<readonly LatestRow[]> {
    this.#check("read the newest samples");
    const newest = new Map<string, LatestRow>();
    for (const [key, rows] of this.#seriesOf(target)) {
      const id = `${key.machine === "" ? key.host : key.machine}\n${key.device}`;
      for (const row of rows) {
        if (row.widthMs !== 0 || row.at < sinceMs) continue;
        if (row.at < (newest.get(id)?.at ?? sinceMs)) continue;
        newest.set(id, {
          host: key.host,
          machine: key.machine === "" ? null : key.machine,
          device: key.device === "" ? null : key.device,
          at: row.at,
          values: Object.fromEntries(
            Object.entries(row.fields).map(([name, one]) => [name, one.max]),
          ),
        });
      }
    }
    return [...newest.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  async maintain(nowMs: number): ReturnType<MetricStore["maintain"]> {
    this.#check("maintain the metric store");
    const keptSince = this.#horizons(nowMs);
    const writes: DiskWrite[] = [];
    let rolledUp = 0;
    let dropped = 0;
    for (const table of this.#disk.tableNames()) {
      if (!table.startsWith(seriesPrefix)) continue;
      const folded = fold(table, this.#disk.table(table), keptSince);
      writes.push(...folded.writes);
      rolledUp += folded.rolledUp;
      dropped += folded.dropped;
    }
    for (const [index, since] of keptSince.entries()) {
      writes.push({ table: keptTable, key: String(index), value: since });
    }
    this.#disk.commit("metrics", writes);
    return { rolledUp, dropped };
  }

  async health(): Promise<StoreHealth> {
    const { full, dead } = this.#disk.faults;
    return {
      state: dead === true ? "unavailable" : full === true ? "full" : "ok",
      problem: dead === true ? "does not answer" : full === true ? "no room on the disk" : null,
      sizeBytes: this.#sizeBytes(),
      retention: describeRetention(this.#retention),
    };
  }

  #check(attempted: string): void {
    if (!this.#started) throw new NovaError("STORE_UNAVAILABLE", attempted);
    this.#disk.check(attempted);
  }

  *#seriesOf(target: TargetName): Iterable<[SeriesKey, MemoryRow[]]> {
    for (const table of this.#disk.tableNames()) {
      if (!table.startsWith(`${seriesPrefix}${target}\n`)) continue;
      yield [keyOfTable(table), [...this.#disk.table(table).values()] as MemoryRow[]];
    }
  }

  #keptSince(): KeptSince {
    const kept = this.#disk.table(keptTable);
    return [0, 1, 2, 3].map((index) => (kept.get(String(index)) as number | undefined) ?? 0);
  }

  /** From when on each resolution stays; never earlier than before, so that nothing seems to come back. */
  #horizons(nowMs: number): KeptSince {
    const { oldest, newest } = this.#extent();
    const from = ageFrom(nowMs, newest);
    const ages = [this.#retention.rawMs, ...this.#retention.rollupsMs];
    const before = this.#keptSince();
    // Over its size the store keeps a tenth less of its time, at every call until it fits.
    const over = this.#sizeBytes() > this.#retention.maxBytes;
    const most = over ? (from - (oldest ?? from)) * 0.9 : Number.POSITIVE_INFINITY;
    return ages.map((age, index) => {
      // Whole roll-ups of the next width, so that none is cut in two.
      const width = rollupWidthsMs[index] ?? rollupWidthsMs.at(-1)!;
      const since = Math.floor((from - Math.min(age, most)) / width) * width;
      return Math.max(before[index] ?? 0, since);
    });
  }

  #extent(): { readonly oldest: number | null; readonly newest: number | null } {
    let oldest: number | null = null;
    let newest: number | null = null;
    for (const table of this.#disk.tableNames()) {
      if (!table.startsWith(seriesPrefix)) continue;
      for (const row of this.#disk.table(table).values() as Iterable<MemoryRow>) {
        oldest = Math.min(oldest ?? row.at, row.at);
        newest = Math.max(newest ?? row.at, row.at);
      }
    }
    return { oldest, newest };
  }

  #sizeBytes(): number {
    let bytes = 0;
    for (const table of this.#disk.tableNames()) {
      if (!table.startsWith(seriesPrefix)) continue;
      for (const row of this.#disk.table(table).values()) bytes += rowBytes(row as MemoryRow);
    }
    return bytes;
  }
}

const marksTable = "metrics.marks";
const keptTable = "metrics.kept";
const seriesPrefix = "metrics.series\n";

function tableOf(key: SeriesKey): string {
  return `${seriesPrefix}${key.target}\n${key.host}\n${key.machine}\n${key.device}`;
}

function keyOfTable(table: string): SeriesKey {
  const [, target, host = "", machine = "", device = ""] = table.split("\n");
  return { target: target as TargetName, host, machine, device };
}

function writeBlock(writes: DiskWrite[], block: ColumnBlock): void {
  for (const [index, machine] of block.machines.entries()) {
    const device = block.devices[index] ?? "";
    const key = { target: block.target, host: block.host, machine, device };
    writes.push({ table: tableOf(key), key: `0 ${block.at}`, value: sampleRow(block, index) });
  }
}
