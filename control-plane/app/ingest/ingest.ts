import type { BootId, HostId } from "@novacron/protocol/domain/ids";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Batch, StoredBatch } from "@novacron/protocol/messages/batch";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { MetricStore } from "../../ports/metric-store.ts";
import { applyEvent } from "../inventory/apply-event.ts";
import { backoffMs } from "../support/backoff.ts";
import type { Committer } from "../support/committer.ts";
import { Marks, verdictOn } from "./acceptance.ts";
import { BatchQueue, type QueuedBatch } from "./batch-queue.ts";
import { checkBlocks } from "./check-blocks.ts";
import { isSampleTime, noSkew, type SkewState, stepSkew } from "./clock-skew.ts";

/**
 * The life of a batch here:
 *
 *   offered -> queue -> group: verdict by mark -> events and their mark into the record, one transaction
 *           -> samples and marks into the metric store -> ack -> live feed and newest values
 *
 * The order is what makes every cut harmless: events go first and under a mark of their own, so a repeat
 * after a cut skips them; the metric store's mark goes with its rows; the ack comes last, so what was not
 * stored is sent again. While a store refuses, nothing is acknowledged and the same group is tried again.
 */
export interface IngestPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: MetricStore;
  readonly committer: Committer;
  readonly actorOf: (operation: string) => string | null;
  readonly ack: (host: HostId, boot: BootId, upTo: number) => void;
  /** Any batch, as soon as it is here. */
  readonly heard: (host: HostId) => void;
  /** A batch after its commit. */
  readonly stored: (batch: StoredBatch) => void;
}

export const ingestLimits = {
  firstRetryMs: 250,
  mostRetryMs: 10_000,
  /** A sender is held back no longer, or the outcomes of commands behind it would wait as long. */
  holdMs: 1_000,
  names: 100,
} as const;

export interface IngestState {
  readonly queue: { readonly batches: number; readonly bytes: number; readonly dropped: number };
  readonly duplicates: number;
  readonly gaps: number;
  readonly outOfTime: number;
  readonly failed: number;
  /** Names of unknown targets and columns, and of what was refused, with how often. */
  readonly unknown: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, number>;
  /** Why nothing is stored just now, and since when; null while all is well. */
  readonly stuck: { readonly since: number; readonly problem: string } | null;
}

interface Sorted {
  readonly take: readonly Batch[];
  /** host and boot to acknowledge at the end, each once. */
  readonly ack: ReadonlyMap<string, { readonly host: HostId; readonly boot: BootId }>;
}

export class Ingest {
  readonly #ports: IngestPorts;
  readonly #queue = new BatchQueue();
  readonly #marks = new Marks();
  readonly #skews = new Map<HostId, SkewState>();
  readonly #unknown = new Map<string, number>();
  readonly #refused = new Map<string, number>();
  readonly #counts = { duplicates: 0, gaps: 0, outOfTime: 0, failed: 0 };
  #stuck: { since: number; problem: string } | null = null;
  #isRunning = false;
  #isBusy = false;
  #moved: (() => void)[] = [];
  #cancelRetry: (() => void) | null = null;

  constructor(ports: IngestPorts) {
    this.#ports = ports;
  }

  async start(): Promise<void> {
    for (const mark of await this.#ports.metrics.marks()) {
      this.#marks.set(mark.host, mark.boot, mark.upTo);
    }
    this.#isRunning = true;
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#release();
  }

  /** A promise means: hold the next ones of this host back until it settles. */
  offer(batch: Batch, bytes: number): void | Promise<void> {
    const { clock, heard } = this.#ports;
    const skew = this.#skews.get(batch.host) ?? noSkew;
    this.#skews.set(batch.host, stepSkew(skew, batch.at, clock.now()));
    heard(batch.host);
    this.#queue.offer({ batch, bytes });
    if (this.#isRunning && !this.#isBusy) void this.#work();
    if (this.#queue.isCrowded(batch.host)) return this.#hold();
  }

  state(): IngestState {
    return {
      ...this.#counts,
      queue: this.#queue.gauge(),
      unknown: this.#unknown,
      refused: this.#refused,
      stuck: this.#stuck,
    };
  }

  /** Agent's clock less ours; null where they agree or it is not known. */
  skewMs(host: HostId): number | null {
    return this.#skews.get(host)?.skewMs ?? null;
  }

  forget(host: HostId): void {
    this.#skews.delete(host);
  }

  #hold(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#ports.clock.after(ingestLimits.holdMs, resolve);
      this.#moved.push(() => {
        cancel();
        resolve();
      });
    });
  }

  #release(): void {
    const moved = this.#moved;
    this.#moved = [];
    for (const run of moved) run();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    let tries = 0;
    while (this.#isRunning && this.#queue.size > 0) {
      const group = this.#queue.group();
      const error = await this.#store(group);
      if (error === null) {
        tries = 0;
        this.#unstick();
        this.#queue.done(group.length);
        this.#release();
        continue;
      }
      tries += 1;
      this.#stick(error, tries);
      await this.#pause(backoffMs(tries, ingestLimits.firstRetryMs, ingestLimits.mostRetryMs));
    }
    this.#isBusy = false;
  }

  /** Null when the group is done with. A fault of our own in one batch must not stop all the others. */
  async #store(group: readonly QueuedBatch[]): Promise<unknown> {
    try {
      await this.#commit(group.map((one) => one.batch));
      return null;
    } catch (error) {
      if (isStoreTrouble(error)) return error;
      this.#ports.log.error({ error, batches: group.length }, "group of batches not stored");
    }
    for (const { batch } of group) {
      try {
        await this.#commit([batch]);
      } catch (error) {
        if (isStoreTrouble(error)) return error;
        this.#counts.failed += 1;
        const { host, boot, seq } = batch;
        this.#ports.log.error({ error, host, boot, seq }, "batch not stored, the agent repeats it");
      }
    }
    return null;
  }

  async #commit(batches: readonly Batch[]): Promise<void> {
    const sorted = this.#sort(batches);
    await this.#storeEvents(sorted.take);
    const stored = sorted.take.map((batch) => this.#checked(batch));
    if (stored.length > 0) await this.#ports.metrics.append(stored);
    for (const { host, boot, seq } of stored) this.#marks.set(host, boot, seq);
    for (const { host, boot } of sorted.ack.values()) {
      this.#ports.ack(host, boot, this.#marks.get(host, boot));
    }
    for (const batch of stored) this.#ports.stored(batch);
  }

  #sort(batches: readonly Batch[]): Sorted {
    const take: Batch[] = [];
    const ack = new Map<string, { host: HostId; boot: BootId }>();
    const ahead = new Map<string, number>();
    for (const batch of batches) {
      const { host, boot } = batch;
      const key = `${host} ${boot}`;
      const verdict = verdictOn(batch, ahead.get(key) ?? this.#marks.get(host, boot));
      ack.set(key, { host, boot });
      if (verdict === "duplicate") this.#counts.duplicates += 1;
      if (verdict === "gap") this.#counts.gaps += 1;
      if (verdict !== "take") continue;
      take.push(batch);
      ahead.set(key, batch.seq);
    }
    return { take, ack };
  }

  /** One transaction for the group; none where no batch holds an event. */
  async #storeEvents(batches: readonly Batch[]): Promise<void> {
    const { committer, clock, actorOf } = this.#ports;
    const withEvents = batches.filter((batch) => batch.events.length > 0);
    if (withEvents.length === 0) return;
    await committer.runWith(async (draft, tx) => {
      const nowMs = clock.now();
      for (const { host, boot, seq, events } of withEvents) {
        const mark = draft.eventMark(host, boot) ?? (await tx.eventMark(host, boot));
        if (seq <= mark) continue;
        draft.putEventMark({ host, boot, upTo: seq, atMs: nowMs });
        for (const event of events) applyEvent(draft, event, { host, boot, seq, nowMs, actorOf });
      }
    });
  }

  #checked(batch: Batch): StoredBatch {
    if (!isSampleTime(batch.at, this.#ports.clock.now())) {
      this.#counts.outOfTime += 1;
      return { ...batch, samples: [] };
    }
    const { samples, unknown, refused } = checkBlocks(batch);
    for (const name of unknown) count(this.#unknown, name);
    for (const name of refused) count(this.#refused, name);
    return { ...batch, samples };
  }

  #stick(error: unknown, tries: number): void {
    const { clock, log } = this.#ports;
    const problem = error instanceof NovaError ? error.message : String(error);
    if (tries === 1) log.warn({ error }, "samples wait: a store refuses, nothing is acknowledged");
    this.#stuck = { since: this.#stuck?.since ?? clock.now(), problem };
  }

  #unstick(): void {
    if (this.#stuck === null) return;
    this.#ports.log.notice({ since: this.#stuck.since }, "samples are stored again");
    this.#stuck = null;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#ports.clock.after(ms, resolve);
      this.#cancelRetry = () => {
        cancel();
        resolve();
      };
    });
  }
}

function isStoreTrouble(error: unknown): boolean {
  return (
    error instanceof NovaError && (error.code === "STORE_UNAVAILABLE" || error.code === "DISK_FULL")
  );
}

function count(table: Map<string, number>, name: string): void {
  if (!table.has(name) && table.size >= ingestLimits.names) return;
  table.set(name, (table.get(name) ?? 0) + 1);
}
