import type { AuditCheckpoint, AuditOutcome, AuditRow } from "@novacron/protocol/domain/audit";

export interface AuditQuery {
  readonly actor?: string;
  readonly action?: string;
  readonly target?: string;
  readonly outcome?: AuditOutcome;
  readonly code?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Anywhere in the row, without regard to case of ASCII letters. */
  readonly text?: string;
  /** Rows looked at: those below `beforeSeq` and above `afterSeq`. */
  readonly beforeSeq?: number;
  readonly afterSeq?: number;
  readonly newestFirst: boolean;
  readonly limit: number;
  /** Rows looked at by one call, so that a rare word in a long log does not hold others up. */
  readonly look: number;
}

export interface AuditPage {
  readonly items: readonly AuditRow[];
  /** Where to go on (the next `beforeSeq` or `afterSeq`), null at the end. */
  readonly next: number | null;
}

/** A change that was begun and whose outcome is not written yet. */
export interface AuditIntent {
  readonly id: string;
  /** The row as it will be, but for outcome and code. */
  readonly body: string;
}

/** The audit log in a transaction. The store itself refuses to change a row, or to drop one but by `cut`. */
export interface AuditTable {
  /** The newest row; null in an empty log. */
  head(): Promise<{ readonly seq: number; readonly hash: string } | null>;
  row(seq: number): Promise<AuditRow | null>;
  append(rows: readonly AuditRow[]): Promise<void>;
  find(query: AuditQuery): Promise<AuditPage>;
  /** Number of rows, and the oldest. */
  extent(): Promise<{ readonly rows: number; readonly oldest: AuditRow | null }>;
  /**
   * Of the `limit` oldest rows the last that may go: all up to it are older than `beforeMs`, or surplus over
   * `keep` rows. Never the newest row; null where nothing may go.
   */
  cutPoint(beforeMs: number, keep: number, limit: number): Promise<AuditRow | null>;
  /** Drops the rows up to `seq`, and the checkpoints among them; says how many rows. */
  cut(seq: number): Promise<number>;
  checkpoints(afterSeq: number, limit: number): Promise<readonly AuditCheckpoint[]>;
  newestCheckpoint(): Promise<AuditCheckpoint | null>;
  putCheckpoint(checkpoint: AuditCheckpoint): Promise<void>;
  putIntent(intent: AuditIntent): Promise<void>;
  deleteIntent(id: string): Promise<void>;
  intents(): Promise<readonly AuditIntent[]>;
}
