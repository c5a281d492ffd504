/** One batch as bytes, with what must be known without parsing it. */
export interface OutboxEntry {
  readonly seq: number;
  /** Agent's wall clock, for the age bound. */
  readonly at: number;
  readonly payload: Uint8Array;
}

export interface OutboxState {
  readonly boot: string;
  /** Lowest and highest seq on disk; both null where empty. */
  readonly first: number | null;
  readonly last: number | null;
  /** The next seq to give; never falls within a boot, even when entries were dropped. */
  readonly nextSeq: number;
  readonly bytes: number;
}

/**
 * The bounded log on disk in which batches wait. Survives kill -9 after `append`, and power loss after
 * `sync`. A damaged tail is cut off and counted, never a reason not to start; where continuity cannot be
 * proven a new boot id begins.
 */
export interface OutboxStore {
  open(): Promise<OutboxState>;
  /** Appends at the end; rejects DISK_FULL without having written anything readable. */
  append(entry: OutboxEntry): Promise<void>;
  sync(): Promise<void>;
  /** Up to `maxBytes` of entries (at least one where there is one) from `seq` on. */
  read(fromSeq: number, maxBytes: number): Promise<readonly OutboxEntry[]>;
  /** Forgets entries up to and including `seq`. */
  trim(seq: number): Promise<void>;
  /** Entries found damaged since open. */
  damaged(): number;
  close(): Promise<void>;
}
