import type { BootId, HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { StoredBatch } from "@novacron/protocol/messages/batch";
import {
  fieldNames,
  type TargetName,
  targetNames,
  targetOf,
} from "@novacron/protocol/metrics/targets";
import type {
  LatestRow,
  Mark,
  MetricStore,
  RangeQuery,
  StoreHealth,
  TopQuery,
} from "../../ports/metric-store.ts";
import { AppendQueue } from "../../samples/append-queue.ts";
import { columnBlocks, type SeriesKey } from "../../samples/blocks.ts";
import { checkFields, Gather } from "../../samples/gather.ts";
import { Marks } from "../../samples/marks.ts";
import { Ranking } from "../../samples/ranking.ts";
import { defaultRetention, describeRetention, type Retention } from "../../samples/retention.ts";
import {
  figureGrid,
  gridOf,
  type KeptSince,
  resolutionFor,
  type StepGrid,
} from "../../samples/steps.ts";
import { DueHours } from "./due-hours.ts";
import { IlpSender } from "./ilp-sender.ts";
import { type Cell, type QuestDbAddress, QuestDbHttp } from "./questdb-http.ts";
import { QuestDbRetention } from "./questdb-retention.ts";
import { QuestDbTables } from "./questdb-tables.ts";
import { rollUp, rowsByWindow, type Span, type SumsQuestion, stepSums } from "./statements.ts";
import { keyColumns, marksTable, resolutions, tableName } from "./tables.ts";

/** Values in one group of calls. */
const groupLimit = 500_000;
/** Hours rolled up by one call of `maintain`. */
const hoursPerCall = 12;
const hourMs = 3_600_000;

type Take = (
  key: SeriesKey,
  field: number,
  at: number,
  sums: { readonly sum: number; readonly count: number; readonly max: number },
) => void;

/**
 * Samples in a QuestDB. Rows are written first, then the marks: a crash between makes the agent send again
 * what is there, and the tables' keys store it once. What is acknowledged survives kill -9 of QuestDB; power
 * loss only where it runs with `cairo.commit.mode=sync`, which is not its default.
 */
export class QuestDbMetricStore implements MetricStore {
  readonly #address: QuestDbAddress;
  readonly #retention: Retention;
  readonly #http: QuestDbHttp;
  readonly #sender: IlpSender;
  readonly #tables: QuestDbTables;
  readonly #due = new DueHours();
  readonly #queue = new AppendQueue((batches) => this.#write(batches), groupLimit);
  #marks: Marks | null = null;
  #problem: NovaError | null = null;

  constructor(address: QuestDbAddress, retention: Retention = defaultRetention) {
    this.#address = address;
    this.#retention = retention;
    this.#http = new QuestDbHttp(address);
    this.#sender = new IlpSender(address);
    this.#tables = new QuestDbTables(this.#http);
  }

  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await this.#tables.open();
    await this.#tables.applied();
    const marks = new Marks();
    const rows = await this.#http.exec(
      `SELECT host, boot, up_to FROM ${marksTable} ORDER BY raised`,
    );
    for (const [host, boot, upTo] of rows) marks.raise(String(host), String(boot), Number(upTo));
    for (const target of targetNames) await this.#findDue(target);
    this.#marks = marks;
  }

  async stop(): Promise<void> {
    await this.#queue.idle();
    this.#marks = null;
    await this.#sender.close();
  }

  /** Lets go of everything at once, as the death of the process would. */
  async terminate(): Promise<void> {
    this.#marks = null;
    await this.#sender.close();
  }

  async marks(): Promise<readonly Mark[]> {
    return this.#started("read the marks")
      .all()
      .map(({ host, boot, upTo }) => ({ host: host as HostId, boot: boot as BootId, upTo }));
  }

  async append(batches: readonly StoredBatch[]): Promise<void> {
    this.#started("store samples");
    await this.#queue.append(batches);
  }

  async range(query: RangeQuery): ReturnType<MetricStore["range"]> {
    this.#started("read metrics");
    checkFields(query.target, query.fields);
    const gather = new Gather(query, gridOf(query, await this.#keptSince(query.target)));
    await this.#collect(query, gather.grid, (key, field, at, sums) =>
      gather.series(key).addSums(field, at, sums),
    );
    return gather.finish();
  }

  async top(query: TopQuery): ReturnType<MetricStore["top"]> {
    this.#started("rank metrics");
    checkFields(query.target, [query.field]);
    const ranking = new Ranking();
    const grid = figureGrid(query, await this.#keptSince(query.target));
    const question = { target: query.target, fields: [query.field] };
    await this.#collect(question, grid, (key, _field, _at, sums) =>
      ranking.add(query.target === "machine" ? key.machine : key.host, sums),
    );
    return ranking.first(query.limit);
  }

  async latest(target: TargetName, sinceMs: number): Promise<readonly LatestRow[]> {
    this.#started("read the newest samples");
    if (!this.#tables.has(target)) return [];
    await this.#tables.applied();
    const keys = targetOf(target).key;
    const by = keys.includes("machine") ? keys : ["host", ...keys];
    const fields = fieldNames(target);
    const rows = await this.#http.exec(
      `SELECT cast(at AS LONG), ${keyColumns(target).join(", ")}, ${fields.join(", ")}
       FROM ${tableName(target, 0)} WHERE at >= ${sinceMs * 1_000}
       LATEST ON at PARTITION BY ${by.join(", ")}`,
    );
    const found = rows.map((row) => latestRow(target, row, fields));
    const idOf = (row: LatestRow) => `${row.machine ?? row.host}\n${row.device ?? ""}`;
    return found.sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  }

  async maintain(nowMs: number): ReturnType<MetricStore["maintain"]> {
    this.#started("maintain the metric store");
    await this.#tables.applied();
    for (const target of this.#due.targets()) {
      const hours = this.#due.next(target, nowMs, hoursPerCall);
      if (hours !== null) {
        await this.#rollUp(target, hours);
        return { rolledUp: 1, dropped: 0 };
      }
    }
    const retention = new QuestDbRetention(this.#http, this.#retention);
    return { rolledUp: 0, dropped: await retention.drop(this.#tables.present(), nowMs) };
  }

  async health(): Promise<StoreHealth> {
    const retention = describeRetention(this.#retention);
    try {
      const sizeBytes = await this.#tables.sizeBytes();
      const suspended = await this.#tables.suspended();
      if (suspended.length > 0) {
        const names = suspended.map((one) => one.name).join(", ");
        const problem = `QuestDB has suspended ${names}: see its log, then ALTER TABLE ... RESUME WAL`;
        const isFull = suspended.some((one) => one.isFull);
        return { state: isFull ? "full" : "unavailable", problem, sizeBytes, retention };
      }
      if (this.#problem === null) return { state: "ok", problem: null, sizeBytes, retention };
      const state = this.#problem.code === "DISK_FULL" ? "full" : "unavailable";
      return { state, problem: this.#problem.message, sizeBytes, retention };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return { state: "unavailable", problem, sizeBytes: null, retention };
    }
  }

  #started(attempted: string): Marks {
    if (this.#marks !== null) return this.#marks;
    throw new NovaError("STORE_UNAVAILABLE", `${attempted} at ${this.#address.httpUrl}`);
  }

  async #write(batches: readonly StoredBatch[]): Promise<void> {
    const marks = this.#started("store samples");
    const fresh = marks.unseen(batches);
    if (fresh.length === 0) return;
    const blocks = fresh.flatMap((batch) => columnBlocks(batch));
    try {
      for (const target of new Set(blocks.map((block) => block.target))) {
        await this.#tables.make(target);
      }
      // Before the rows: an hour marked due in vain costs one roll-up, a missed one would be wrong.
      for (const block of blocks) this.#due.add(block.target, block.at);
      await this.#sender.writeBlocks(blocks);
      const raised = new Map(
        fresh.map(({ host, boot, seq }) => [`${host} ${boot}`, { host, boot, upTo: seq }]),
      );
      await this.#sender.writeMarks([...raised.values()], Date.now());
    } catch (error) {
      this.#problem = error instanceof NovaError ? error : null;
      throw error;
    } finally {
      this.#tables.written();
    }
    this.#problem = null;
    for (const { host, boot, seq } of fresh) marks.raise(host, boot, seq);
  }

  /** After a restart: hours whose samples are not all in the roll-ups, found by counting. */
  async #findDue(target: TargetName): Promise<void> {
    if (!this.#tables.has(target)) return;
    const counts = await this.#http.exec(rowsByWindow(target, hourMs));
    const done = await this.#http.exec(
      `SELECT cast(at AS LONG) / ${hourMs * 1_000} AS hour, sum(samples) FROM ${tableName(target, 3)}`,
    );
    const rolled = new Map(done.map(([hour, rows]) => [Number(hour), Number(rows)]));
    for (const [hour, rows] of counts) {
      if (rolled.get(Number(hour)) !== Number(rows)) this.#due.add(target, Number(hour) * hourMs);
    }
  }

  async #rollUp(target: TargetName, hours: Span): Promise<void> {
    this.#due.take(target, hours);
    try {
      for (let resolution = 1; resolution < resolutions.length; resolution += 1) {
        await this.#http.exec(rollUp(target, resolution, hours));
      }
      this.#tables.written();
      await this.#tables.applied();
    } catch (error) {
      this.#due.putBack(target, hours);
      throw error;
    }
  }

  /** A resolution is complete from its oldest row on, where a coarser one reaches further back. */
  async #keptSince(target: TargetName): Promise<KeptSince> {
    if (!this.#tables.has(target)) return resolutions.map(() => Number.NEGATIVE_INFINITY);
    await this.#tables.applied();
    const oldest = await this.#tables.oldest(target);
    return oldest.map((since, resolution) => {
      const coarser = oldest.slice(resolution + 1);
      const further = coarser.some((one, index) => {
        const widthMs = resolutions[resolution + 1 + index]?.widthMs ?? 0;
        return one !== null && (since === null || one + widthMs <= since);
      });
      return further ? (since ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
    });
  }

  async #collect(question: SumsQuestion, grid: StepGrid, take: Take): Promise<void> {
    const { target } = question;
    if (!this.#tables.has(target)) return;
    await this.#tables.applied();
    const span = { fromMs: grid.firstMs, toMs: grid.firstMs + grid.count * grid.stepMs };
    const resolution = resolutionFor(grid.stepMs);
    const { due, done } =
      resolution === 0 ? { due: [span], done: [] } : this.#due.cut(target, span);
    for (const [spans, from] of [
      [due, 0],
      [done, resolution],
    ] as const) {
      if (spans.length === 0) continue;
      const sql = stepSums(question, from, { spans, stepMs: grid.stepMs });
      for (const row of await this.#http.exec(sql)) takeRow(question, grid, { row, take });
    }
  }
}

function takeRow(
  question: SumsQuestion,
  grid: StepGrid,
  to: { readonly row: readonly Cell[]; readonly take: Take },
): void {
  const [machine, device, firstHost, lastHost, step, ...sums] = to.row;
  const at = Number(step) * grid.stepMs;
  const key = { target: question.target, machine: text(machine), device: text(device) };
  for (let field = 0; field < question.fields.length; field += 1) {
    const [sum, count, max] = sums.slice(field * 3, field * 3 + 3);
    if (typeof sum !== "number" || typeof count !== "number" || typeof max !== "number") continue;
    to.take({ ...key, host: text(lastHost) }, field, at, { sum: 0, count: 0, max });
    to.take({ ...key, host: text(firstHost) }, field, at, { sum, count, max });
  }
}

function latestRow(target: TargetName, row: readonly Cell[], fields: readonly string[]): LatestRow {
  const keys = keyColumns(target);
  const part = (name: string) => {
    const place = keys.indexOf(name);
    return place === -1 ? null : text(row[place + 1]);
  };
  const values = fields.map((name, place) => [name, row[place + 1 + keys.length] ?? null]);
  return {
    host: part("host") ?? "",
    machine: part("machine"),
    device: part("device"),
    at: Number(row[0]) / 1_000,
    values: Object.fromEntries(values) as LatestRow["values"],
  };
}

function text(cell: Cell | undefined): string {
  return cell === null || cell === undefined ? "" : String(cell);
}
