import type { AuditFacts, AuditOutcome } from "@novacron/protocol/domain/audit";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { AuditSeal } from "../../ports/audit-seal.ts";
import type { AuditPage, AuditQuery } from "../../ports/audit-table.ts";
import type { Clock, Ids } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { StateStore, StateTx } from "../../ports/state-store.ts";
import { Repeating } from "../support/repeating.ts";
import { AuditHead, type AuditRetention, defaultAuditRetention } from "./audit-head.ts";
import { AuditWriter, writerLimits } from "./audit-writer.ts";
import { type AuditEntry, factsOf, ownActor } from "./entry.ts";
import { RefusalSums, refusalLimits } from "./refusal-sums.ts";

export interface AuditPorts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly state: StateStore;
  readonly auditSeal: AuditSeal;
}

/** A change that was begun: its row is written when its outcome is known. */
export interface OpenChange {
  /** `more` replaces what was not known at the beginning. Never rejects. */
  end(outcome: AuditOutcome, code: string | null, more?: Partial<AuditEntry>): Promise<void>;
}

/** Pages look at so many rows at most, then say where to go on. */
export const auditLook = 20_000;
const owedLimit = 2_000;
const checkpointPage = 1_000;

/**
 * The audit log: every change and every refusal, one row each. A change is begun before it acts, so that
 * even a process that is killed in the middle leaves a row (`unknown`) at the next start.
 */
export class Audit {
  readonly #ports: AuditPorts;
  readonly #head: AuditHead;
  readonly #writer: AuditWriter;
  readonly #sums = new RefusalSums();
  readonly #sumTimer: Repeating;
  /** Rows that the store refused, to be written when it works again. */
  #owed: { readonly facts: AuditFacts; readonly end: string | undefined }[] = [];
  #lost = 0;
  #isRunning = false;

  constructor(ports: AuditPorts, retention: AuditRetention = defaultAuditRetention) {
    this.#ports = ports;
    this.#head = new AuditHead({
      ...ports,
      retention,
      seal: ports.auditSeal,
      cutRow: (tx, entry) => this.record(tx, entry),
    });
    this.#writer = new AuditWriter(ports.state, (text) => ports.auditSeal.digest(text));
    this.#sumTimer = new Repeating(ports.clock, refusalLimits.sumEveryMs, () => this.#writeSums());
  }

  /** After the state store: gives what a killed process left open its row. */
  async start(): Promise<void> {
    await this.#ports.state.transaction(async (tx) => {
      const left = await tx.audit.intents();
      const facts = left.map(({ body }) => JSON.parse(body) as AuditFacts);
      await this.#writer.append(tx, facts);
      for (const { id } of left) await tx.audit.deleteIntent(id);
    });
    this.#isRunning = true;
    const broken = await this.#head.start();
    if (broken !== null) await this.record(null, broken);
    this.#sumTimer.start();
  }

  /** Before the state store. */
  async stop(): Promise<void> {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#sumTimer.stop();
    await this.#writeSums();
    await this.#head.stop();
  }

  /**
   * Writes a row; with `tx` in that transaction, so that change and row are one. Inside a transaction never
   * without it: the store runs transactions one after another, so that would wait for itself.
   */
  async record(tx: StateTx | null, entry: AuditEntry): Promise<void> {
    const facts = [factsOf(entry, this.#ports.clock.now())];
    this.#head.changed();
    if (tx === null) await this.#writer.write({ facts });
    else await this.#writer.append(tx, facts);
  }

  /** Of anything that anybody can cause at will. Never waits and never fails; over its budget it is summed. */
  refused(entry: AuditEntry): void {
    void this.#refuse(entry, undefined);
  }

  /** Before a change acts. Rejects where the log cannot be written: then the change must not happen. */
  async begin(entry: Omit<AuditEntry, "outcome" | "code">): Promise<OpenChange> {
    const { clock, ids } = this.#ports;
    if (!this.#isRunning)
      throw new NovaError("NOT_READY", `write ${entry.action} to the audit log`);
    const id = ids.uuid();
    const begun: AuditEntry = { ...entry, outcome: "unknown", code: null };
    const body = JSON.stringify(factsOf(begun, clock.now()));
    await this.#writer.write({ facts: [], begin: { id, body } });
    return {
      end: (outcome, code, more = {}) => {
        const ended = { ...begun, ...more, outcome, code };
        if (outcome === "refused") return this.#refuse(ended, id);
        return this.#writeSurely(factsOf(ended, clock.now()), id);
      },
    };
  }

  /** What is wrong with the log itself, in words; null where nothing is known to be. */
  problem(): string | null {
    return this.#head.problem();
  }

  /** The present head, signed now, the key that it is signed with, and stored heads after a row. */
  async head(afterSeq: number) {
    const head = this.#head;
    return {
      checkpoint: await head.sign(),
      publicKey: head.publicKey(),
      checkpoints: await head.checkpoints(afterSeq, checkpointPage),
      problem: head.problem(),
    };
  }

  retain(): Promise<number> {
    return this.#head.retain();
  }

  find(query: AuditQuery): Promise<AuditPage> {
    return this.#ports.state.transaction((tx) => tx.audit.find(query));
  }

  /** `summed`: refusals without a row of their own; `lost`: rows that no store took, both since the start. */
  counts(): { readonly summed: number; readonly lost: number; readonly waiting: number } {
    const waiting = this.#writer.waiting() + this.#owed.length;
    return { summed: this.#sums.summed, lost: this.#lost, waiting };
  }

  async #refuse(entry: AuditEntry, end: string | undefined): Promise<void> {
    const { clock } = this.#ports;
    const wallMs = clock.now();
    const isCrowded = this.#writer.waiting() >= writerLimits.waiting / 2;
    if (isCrowded) this.#sums.count(entry, wallMs);
    else if (this.#sums.take(entry, { wallMs, monotonicMs: clock.monotonicMs() })) {
      return this.#writeSurely(factsOf(entry, wallMs), end);
    }
    if (end === undefined) return;
    await this.#writer.write({ facts: [], end }).catch((error: unknown) => {
      this.#ports.log.warn({ error }, "an audited request stays open until the next start");
    });
  }

  async #writeSurely(facts: AuditFacts, end: string | undefined): Promise<void> {
    this.#head.changed();
    try {
      await this.#writer.write({ facts: [facts], ...(end === undefined ? {} : { end }) });
    } catch (error) {
      if (this.#owed.length >= owedLimit) {
        this.#lost += 1;
        this.#ports.log.error({ error, facts }, "a row of the audit log is lost");
        return;
      }
      this.#ports.log.warn({ error }, "a row of the audit log waits for the store");
      this.#owed.push({ facts, end });
    }
  }

  async #writeSums(): Promise<void> {
    const owed = this.#owed;
    this.#owed = [];
    for (const { facts, end } of owed) await this.#writeSurely(facts, end);
    const now = this.#ports.clock.now();
    for (const entry of this.#sums.drain()) await this.#writeSurely(factsOf(entry, now), undefined);
  }

  /** Of the control plane itself: a cut, a restore, a rotation of keys. */
  recordOwn(action: string, detail: AuditEntry["detail"] = {}): Promise<void> {
    const target = null;
    return this.record(null, {
      actor: ownActor,
      action,
      target,
      outcome: "done",
      code: null,
      detail,
    });
  }
}
