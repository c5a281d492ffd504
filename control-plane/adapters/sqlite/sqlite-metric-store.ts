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
import { AppendQueue } from "../../samples/append-queue.ts";
import { Marks } from "../../samples/marks.ts";
import { defaultRetention, describeRetention, type Retention } from "../../samples/retention.ts";
import { packBatch } from "./packed-batch.ts";
import type { KeeperCalls, ReaderCalls, WorkerSetup, WriterCalls } from "./worker-calls.ts";
import { WorkerClient } from "./worker-client.ts";

/** Values in one transaction. */
const groupLimit = 500_000;

/**
 * Samples in SQLite files below one folder, written by one thread, packed by a second
 * and read by a third. Calls that wait
 * together become one transaction, synced before they resolve: what is acknowledged is there after kill -9
 * and after power loss, as far as the disk keeps its promise to have synced.
 */
export class SqliteMetricStore implements MetricStore {
  readonly #retention: Retention;
  readonly #writer: WorkerClient<WriterCalls>;
  readonly #keeper: WorkerClient<KeeperCalls>;
  readonly #reader: WorkerClient<ReaderCalls>;
  #marks: Marks | null = null;
  readonly #queue = new AppendQueue((batches) => this.#write(batches), groupLimit);
  #forget: { host: string; boot: string }[] = [];
  #problem: NovaError | null = null;

  constructor(folder: string, retention: Retention = defaultRetention) {
    this.#retention = retention;
    const moving = new SharedArrayBuffer(4);
    const setup = (role: WorkerSetup["role"]) => ({ role, folder, retention, moving });
    const onDamage = (path: string): void => {
      void this.#keeper.call("setAside", [path]).catch(() => undefined);
    };
    this.#writer = new WorkerClient(setup("writer"), onDamage);
    this.#keeper = new WorkerClient(setup("keeper"), onDamage);
    this.#reader = new WorkerClient(setup("reader"), onDamage);
  }

  async start(_signal: AbortSignal): Promise<void> {
    await this.#writer.start();
    await this.#keeper.start();
    await this.#reader.start();
    await this.#loadMarks();
  }

  async stop(): Promise<void> {
    if (this.#marks === null) return;
    await this.#queue.idle();
    this.#marks = null;
    await this.#reader.call("close", []).catch(() => undefined);
    await this.#keeper.call("close", []).catch(() => undefined);
    await this.#writer.call("close", []).catch(() => undefined);
    await this.terminate();
  }

  /** Ends all threads at once, as the death of the process would. */
  async terminate(): Promise<void> {
    this.#marks = null;
    await Promise.all(
      [this.#writer, this.#keeper, this.#reader].map((thread) => thread.terminate()),
    );
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
    return this.#reader.call("range", [query]);
  }

  async top(query: TopQuery): ReturnType<MetricStore["top"]> {
    this.#started("rank metrics");
    return this.#reader.call("top", [query]);
  }

  async latest(target: TargetName, sinceMs: number): Promise<readonly LatestRow[]> {
    this.#started("read the newest samples");
    return this.#reader.call("latest", [target, sinceMs]);
  }

  async maintain(nowMs: number): ReturnType<MetricStore["maintain"]> {
    this.#started("maintain the metric store");
    try {
      return await this.#keeper.call("maintain", [nowMs]);
    } catch (error) {
      this.#problem = asProblem(error);
      throw error;
    }
  }

  async health(): Promise<StoreHealth> {
    const retention = describeRetention(this.#retention);
    const problem = this.#problem;
    try {
      const state = await this.#keeper.call("state", []);
      const damaged = [...(await this.#writer.call("damaged", [])), ...state.damaged];
      const sizeBytes = state.sizeBytes;
      if (problem !== null) {
        const full = problem.code === "DISK_FULL";
        return {
          state: full ? "full" : "unavailable",
          problem: problem.message,
          sizeBytes,
          retention,
        };
      }
      const deaths = this.#writer.deaths + this.#keeper.deaths + this.#reader.deaths;
      const notes = [
        ...damaged.map((path) => `damaged, set aside as ${path}`),
        ...(state.droppedLateWindows > 0
          ? [`${state.droppedLateWindows} windows came too late or too early to be kept`]
          : []),
        ...(deaths > 0 ? [`a thread of the store died ${deaths} times`] : []),
      ];
      return { state: "ok", problem: notes.join("; ") || null, sizeBytes, retention };
    } catch (error) {
      const text = asProblem(error).message;
      return { state: "unavailable", problem: text, sizeBytes: null, retention };
    }
  }

  #started(attempted: string): Marks {
    if (this.#marks === null) throw new NovaError("STORE_UNAVAILABLE", attempted);
    return this.#marks;
  }

  async #loadMarks(): Promise<void> {
    const marks = new Marks();
    for (const { host, boot, upTo } of await this.#writer.call("marks", [])) {
      const forgotten = marks.raise(host, boot, upTo);
      this.#forget.push(...forgotten.map((old) => ({ host, boot: old })));
    }
    this.#marks = marks;
  }

  async #write(batches: readonly StoredBatch[]): Promise<void> {
    const marks = this.#started("store samples");
    const fresh = marks.unseen(batches);
    if (fresh.length === 0) return;
    const packed = fresh.map(packBatch);
    const buffers = packed.filter((one) => one.data.length > 0).map((one) => one.data.buffer);
    const forget = this.#forget;
    try {
      await this.#writer.call("append", [packed, forget], buffers);
    } catch (error) {
      this.#problem = asProblem(error);
      // The thread may have died after the commit: only its file knows.
      if (this.#problem.code !== "DISK_FULL" && this.#marks !== null) {
        await this.#loadMarks().catch(() => undefined);
      }
      throw error;
    }
    this.#problem = null;
    this.#forget = [];
    for (const { host, boot, seq } of fresh) {
      const forgotten = marks.raise(host, boot, seq);
      this.#forget.push(...forgotten.map((old) => ({ host, boot: old })));
    }
  }
}

function asProblem(error: unknown): NovaError {
  return error instanceof NovaError
    ? error
    : new NovaError("STORE_UNAVAILABLE", "use the metric store", { cause: error });
}
