import {
  type AuditFacts,
  type AuditRow,
  auditCanonical,
  noHash,
} from "@novacron/protocol/domain/audit";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { AuditSeal } from "../../ports/audit-seal.ts";
import type { AuditIntent } from "../../ports/audit-table.ts";
import type { StateStore, StateTx } from "../../ports/state-store.ts";

export const writerLimits = { waiting: 2_000, together: 200 } as const;

/** What one caller wants written, together or not at all. */
export interface AuditJob {
  readonly facts: readonly AuditFacts[];
  readonly begin?: AuditIntent;
  readonly end?: string;
}

interface Waiting {
  readonly job: AuditJob;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Writes what waits in as few transactions as it can: a burst of requests costs few writes to the disk. */
export class AuditWriter {
  readonly #state: StateStore;
  readonly #digest: AuditSeal["digest"];
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(state: StateStore, digest: AuditSeal["digest"]) {
    this.#state = state;
    this.#digest = digest;
  }

  waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when it is on the disk. OVERLOADED, or what the store says. */
  write(job: AuditJob): Promise<void> {
    if (this.#waiting.length >= writerLimits.waiting) {
      const details = { waiting: this.#waiting.length, limit: writerLimits.waiting };
      return Promise.reject(new NovaError("OVERLOADED", "write the audit log", { details }));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      if (!this.#isWriting) void this.#writeAll();
    });
  }

  /** In the transaction of the change itself. */
  async append(tx: StateTx, facts: readonly AuditFacts[]): Promise<void> {
    if (facts.length === 0) return;
    const head = await tx.audit.head();
    let [seq, prev] = [head?.seq ?? 0, head?.hash ?? noHash];
    const rows: AuditRow[] = [];
    for (const one of facts) {
      seq += 1;
      const row = { seq, ...one, prev };
      prev = this.#digest(auditCanonical(row));
      rows.push({ ...row, hash: prev });
    }
    await tx.audit.append(rows);
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, writerLimits.together);
      this.#waiting = this.#waiting.slice(batch.length);
      try {
        await this.#state.transaction((tx) => this.#writeBatch(tx, batch));
        for (const one of batch) one.resolve();
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    this.#isWriting = false;
  }

  async #writeBatch(tx: StateTx, batch: readonly Waiting[]): Promise<void> {
    for (const { job } of batch) {
      if (job.begin !== undefined) await tx.audit.putIntent(job.begin);
      if (job.end !== undefined) await tx.audit.deleteIntent(job.end);
    }
    await this.append(
      tx,
      batch.flatMap(({ job }) => job.facts),
    );
  }
}
