import type { BootId, HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { Series } from "@novacron/protocol/http/metrics";
import type { StoredBatch } from "@novacron/protocol/messages/batch";
import type { TargetName } from "@novacron/protocol/metrics/targets";

/** Up to which batch of which boot everything is stored. */
export interface Mark {
  readonly host: HostId;
  readonly boot: BootId;
  readonly upTo: number;
}

export interface RangeQuery {
  readonly target: TargetName;
  readonly machine?: MachineId;
  readonly host?: HostId;
  readonly device?: string;
  readonly fields: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  /**
   * Wanted number of steps; the store picks a step of 1, 2, 5, 10, 15, 30 s, ... that gives no more (one more
   * where aligned steps cut the edges), and none finer than what retention has left of that time.
   */
  readonly points: number;
}

export interface TopQuery {
  readonly target: "machine" | "host";
  readonly field: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

export interface StoreHealth {
  readonly state: "ok" | "full" | "unavailable";
  readonly problem: string | null;
  readonly sizeBytes: number | null;
  /** In words: "raw 7 days, 1 min 90 days, 1 h 2 years, at most 20 GiB". */
  readonly retention: string;
}

/** The newest sample of one series. A field that is absent or null was not known. */
export interface LatestRow {
  readonly host: string;
  readonly machine: string | null;
  readonly device: string | null;
  readonly at: number;
  readonly values: Readonly<Record<string, number | null>>;
}

/**
 * Where samples stay. A batch that `append` resolved for is there after kill -9 of this process; each
 * adapter says in its file what holds for power loss. Marks and rows never disagree in the direction that
 * loses or doubles a sample. Errors: STORE_UNAVAILABLE, DISK_FULL (nothing of the call is stored, or the
 * same call may be repeated without doubling anything).
 */
export interface MetricStore {
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
  /** All known marks, read once at start. At most the last few boots of each host. */
  marks(): Promise<readonly Mark[]>;
  /**
   * Stores the samples of the batches (in order within a host) and raises their marks, together. A batch at
   * or below its mark is there already and is left out. A sample is named by target, host, machine, device
   * and time; a second one of that name replaces the first. OVERLOADED: too much waits to be written.
   */
  append(batches: readonly StoredBatch[]): Promise<void>;
  /**
   * Mean and highest value in each whole, aligned step that touches the range; steps without a sample are
   * null. A machine is one series wherever it ran (`host` null where that was more than one host). Series
   * without any sample are left out. BAD_REQUEST: unknown field, empty range, or too large an answer.
   */
  range(
    query: RangeQuery,
  ): Promise<{ readonly stepMs: number; readonly series: readonly Series[] }>;
  top(
    query: TopQuery,
  ): Promise<readonly { readonly id: string; readonly mean: number; readonly max: number }[]>;
  /**
   * The newest row of each machine or host (and device) not older than `sinceMs`; to warm up after a restart.
   */
  latest(target: TargetName, sinceMs: number): Promise<readonly LatestRow[]>;
  /**
   * Rolls up what is due and drops what is over age or size; how many pieces of each. Called by a timer,
   * bounded in work a call: call again at once while it did something.
   */
  maintain(nowMs: number): Promise<{ readonly rolledUp: number; readonly dropped: number }>;
  health(): Promise<StoreHealth>;
}
