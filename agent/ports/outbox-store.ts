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
  /**
   * The next seq to give: higher than every seq ever appended under this boot, even where entries were
   * trimmed, damaged or lost with the power. So it may leave a gap, and never names two batches alike.
   */
  readonly nextSeq: number;
  /** Payload bytes of the entries that wait. */
  readonly bytes: number;
}

/**
 * The bounded log on disk in which batches wait. Survives kill -9 after `append`, and power loss after
 * `sync`. A damaged tail is cut off and counted, never a reason not to start; where continuity cannot be
 * proven a new boot id begins, without the entries of the old one. Calls may overlap and take effect in
 * the order in which they were made.
 */
export interface OutboxStore {
  /** Once, before anything else. Rejects STORE_UNAVAILABLE where the folder cannot be used. */
  open(): Promise<OutboxState>;
  /**
   * Appends at the end; rejects DISK_FULL without having written anything readable, so the same seq may be
   * tried again. A seq below the next one is the caller's bug (INTERNAL); a higher one leaves a gap.
   */
  append(entry: OutboxEntry): Promise<void>;
  sync(): Promise<void>;
  /** Up to `maxBytes` of payload (at least one entry where there is one) from `fromSeq` on, in order. */
  read(fromSeq: number, maxBytes: number): Promise<readonly OutboxEntry[]>;
  /**
   * Forgets entries up to and including `seq`; one beyond the last forgets all. Works on a full disk. After an
   * accident before the next append or close they may come again.
   */
  trim(seq: number): Promise<void>;
  /**
   * Sets all entries aside and begins a new boot id, empty and from seq 1. After a crash before the first
   * append the next open may find the old boot again, without those entries.
   */
  renew(): Promise<OutboxState>;
  /** Entries found damaged since open. */
  damaged(): number;
  close(): Promise<void>;
}
