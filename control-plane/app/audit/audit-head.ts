import {
  type AuditCheckpoint,
  auditCutAction,
  checkpointText,
  cutText,
  noHash,
} from "@novacron/protocol/domain/audit";
import type { AuditSeal } from "../../ports/audit-seal.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { StateStore, StateTx } from "../../ports/state-store.ts";
import { Repeating } from "../support/repeating.ts";
import { type AuditEntry, ownActor } from "./entry.ts";

export interface AuditRetention {
  readonly ageMs: number;
  readonly rows: number;
}

export const defaultAuditRetention: AuditRetention = { ageMs: 400 * 86_400_000, rows: 2_000_000 };

const pace = {
  /** The head is kept outside of the database at most this long after a row. */
  anchorMs: 2_000,
  /** A checkpoint is stored, and said in the log, after so many rows or so long. */
  rows: 1_000,
  storeMs: 600_000,
  retainMs: 3_600_000,
  /** Fewer rows are let go only where the oldest is a day over its age. */
  worthARow: 1_000,
  graceMs: 86_400_000,
  /** Rows looked at by one cut. */
  cutRows: 5_000,
} as const;

export interface AuditHeadPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly state: StateStore;
  readonly seal: AuditSeal;
  readonly retention: AuditRetention;
  /** Writes the row of a cut, in the transaction of the cut. */
  readonly cutRow: (tx: StateTx, entry: AuditEntry) => Promise<void>;
}

/** Signs the head of the log, keeps it where who edits the database does not see it, and lets old rows go. */
export class AuditHead {
  readonly #ports: AuditHeadPorts;
  readonly #timers: readonly Repeating[];
  #isChanged = true;
  #stored: { seq: number; atMs: number } = { seq: 0, atMs: 0 };
  #problem: string | null = null;

  constructor(ports: AuditHeadPorts) {
    this.#ports = ports;
    const { clock } = ports;
    this.#timers = [
      new Repeating(clock, pace.anchorMs, () => this.#quietly(this.#anchor(false))),
      new Repeating(clock, pace.retainMs, () => this.#quietly(this.retain())),
    ];
  }

  /** What is wrong with the log, in words; null where nothing is known to be. */
  problem(): string | null {
    return this.#problem;
  }

  /** Rows were written, or soon will be. */
  changed(): void {
    this.#isChanged = true;
  }

  publicKey(): string {
    return this.#ports.seal.publicKey();
  }

  /** An entry where the log is not what was left: rows of its end are gone or changed. */
  async start(): Promise<AuditEntry | null> {
    const broken = await this.#compare();
    await this.#quietly(this.#anchor(true));
    for (const timer of this.#timers) timer.start();
    return broken;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) timer.stop();
    this.#isChanged = true;
    await this.#quietly(this.#anchor(true));
  }

  async checkpoints(afterSeq: number, limit: number): Promise<readonly AuditCheckpoint[]> {
    return this.#ports.state.transaction((tx) => tx.audit.checkpoints(afterSeq, limit));
  }

  /** Signs and keeps the present head, and hands it out. */
  async sign(): Promise<AuditCheckpoint> {
    const { state, clock, seal } = this.#ports;
    const head = await state.transaction((tx) => tx.audit.head());
    const { seq, hash } = head ?? { seq: 0, hash: noHash };
    const at = clock.now();
    return { seq, at, hash, signature: seal.sign(checkpointText({ seq, at, hash })) };
  }

  async #compare(): Promise<AuditEntry | null> {
    const { state, seal, log } = this.#ports;
    const anchored = seal.anchored();
    if (anchored === null || anchored.seq === 0) return null;
    const found = await state.transaction((tx) => tx.audit.row(anchored.seq));
    const isSigned = seal.isSigned(checkpointText(anchored), anchored.signature);
    if (isSigned && found?.hash === anchored.hash) return null;
    const fault = !isSigned
      ? "its anchor is forged"
      : found === null
        ? "rows are missing"
        : "changed";
    this.#problem = `The audit log is not as it was left: ${fault} at row ${anchored.seq}`;
    log.error({ anchored, found: found?.hash ?? null }, this.#problem);
    const detail = { seq: anchored.seq, hash: anchored.hash, fault };
    const action = "audit.broken";
    return {
      actor: ownActor,
      action,
      target: null,
      outcome: "done",
      code: "STORE_CORRUPT",
      detail,
    };
  }

  async #anchor(store: boolean): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const { state, seal, log, clock } = this.#ports;
    const checkpoint = await this.sign();
    seal.anchor(checkpoint);
    const { seq, atMs } = this.#stored;
    const isDue = checkpoint.seq - seq >= pace.rows || clock.monotonicMs() - atMs >= pace.storeMs;
    if (checkpoint.seq === seq || checkpoint.seq === 0 || !(store || isDue)) return;
    await state.transaction((tx) => tx.audit.putCheckpoint(checkpoint));
    this.#stored = { seq: checkpoint.seq, atMs: clock.monotonicMs() };
    log.notice({ checkpoint }, "head of the audit log");
  }

  /** Lets go of rows that are too old or too many; a signed row says which. */
  async retain(): Promise<number> {
    const { state, clock, seal, retention } = this.#ports;
    let dropped = 0;
    for (;;) {
      const gone = await state.transaction(async (tx) => {
        const before = clock.now() - retention.ageMs;
        const last = await tx.audit.cutPoint(before, retention.rows, pace.cutRows);
        const { oldest } = await tx.audit.extent();
        if (last === null || oldest === null) return 0;
        const rows = last.seq - oldest.seq + 1;
        if (rows < pace.worthARow && oldest.at >= before - pace.graceMs) return 0;
        const cut = { upTo: last.seq, hash: last.hash };
        const signature = seal.sign(cutText(cut));
        const detail = { ...cut, rows, signature };
        const entry = { actor: ownActor, action: auditCutAction, target: null, detail };
        await this.#ports.cutRow(tx, { ...entry, outcome: "done", code: null });
        return tx.audit.cut(last.seq);
      });
      dropped += gone;
      if (gone < pace.cutRows) return dropped;
    }
  }

  async #quietly(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#isChanged = true;
      this.#ports.log.warn({ error }, "could not keep the head of the audit log");
    }
  }
}
