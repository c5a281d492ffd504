import type { ErrorCode } from "@novacron/protocol/errors/codes";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { Batch } from "@novacron/protocol/messages/batch";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { OutboxEntry, OutboxStore } from "../ports/outbox-store.ts";
import type { Uplink } from "../ports/uplink.ts";
import type { OutboxLimits } from "./limits.ts";
import {
  type Dropped,
  type OutboxEffect,
  type OutboxEvent,
  type OutboxRow,
  type OutboxState,
  openOutbox,
  outboxFloor,
  outboxWakeMs,
  stepOutbox,
} from "./outbox.ts";
import { WakeTimer } from "./wake-timer.ts";

export interface OutboxPorts {
  readonly store: OutboxStore;
  readonly uplink: Uplink;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: OutboxLimits;
  /** Told when entries were dropped, so that the loss stands in the record. */
  readonly onDropped: (seqs: readonly number[], why: keyof Dropped) => void;
  /** Told when writing fails for the first time, and with null when it works again. */
  readonly onProblem: (code: ErrorCode | null) => void;
  /** Told when a new boot began because the control plane knew more of the old one than the files did. */
  readonly onRenewed: (told: {
    readonly boot: string;
    readonly known: number;
    readonly stored: number;
    readonly lost: number;
  }) => void;
}

const scanBytes = 4 * 1024 * 1024;
const readAheadBytes = 1024 * 1024;
/** Of what this life wrote, so much at most is carried over into a new boot. */
const carriedBytes = 16 * 1024 * 1024;

/** Carries out what the outbox decides: writes, reads, sends, trims. */
export class OutboxRunner {
  readonly #ports: OutboxPorts;
  readonly #wake: WakeTimer;
  #state: OutboxState | null = null;
  /** Batches still in memory: the tail, and what was just written and will be sent at once. */
  readonly #fresh = new Map<number, FreshEntry>();
  readonly #readAhead = new Map<number, OutboxEntry>();
  #sending: Promise<void> = Promise.resolve();
  #stopped = false;
  /** First seq of this life. */
  #firstOwn = 1;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
    this.#wake = new WakeTimer(ports.clock, () => this.#dispatch({ type: "wake" }));
  }

  async open(): Promise<void> {
    const { store, clock } = this.#ports;
    const { boot, first, nextSeq } = await store.open();
    const rows: OutboxRow[] = [];
    let from = first;
    while (from !== null) {
      const entries = await store.read(from, scanBytes);
      for (const entry of entries) rows.push(rowOf(entry, clock));
      const last = entries.at(-1);
      from = last === undefined ? null : last.seq + 1;
    }
    this.#firstOwn = nextSeq;
    this.#state = openOutbox({ boot, nextSeq, rows });
    this.#wake.set(outboxWakeMs(this.#state, this.#ports.limits));
  }

  get boot(): string {
    return this.#opened().boot;
  }

  /** Seq of the newest batch, 0 where there was none. */
  get lastSeq(): number {
    return this.#opened().nextSeq - 1;
  }

  get waiting(): number {
    const state = this.#opened();
    return state.rows.length + state.tail.length;
  }

  get droppedTotal(): number {
    const { full, old, unwritten, damaged, aside } = this.#opened().dropped;
    return full + old + unwritten + damaged + aside;
  }

  get problem(): ErrorCode | null {
    return this.#opened().problem;
  }

  /** Gives the next seq to a batch and takes it into the outbox. The floor is set anew at each sending. */
  add(content: Omit<Batch, "boot" | "seq" | "floor">): void {
    const { boot, nextSeq } = this.#opened();
    const batch: Batch = { ...content, boot: boot as Batch["boot"], seq: nextSeq, floor: 0 };
    const payload = encoder.encode(JSON.stringify(batch));
    this.#fresh.set(nextSeq, { seq: nextSeq, at: batch.at, payload, batch });
    this.#dispatch({ type: "append", seq: nextSeq, bytes: payload.length });
  }

  connected(): void {
    this.#dispatch({ type: "connected" });
  }

  disconnected(): void {
    this.#dispatch({ type: "disconnected" });
  }

  ack(boot: string, upTo: number): void {
    this.#dispatch({ type: "ack", boot, upTo });
  }

  hurry(): void {
    this.#dispatch({ type: "hurry" });
  }

  async stop(): Promise<void> {
    if (this.#state === null) return;
    this.#stopped = true;
    this.#wake.set(null);
    await this.#ports.store.sync().catch(() => undefined);
    await this.#ports.store.close();
  }

  #opened(): OutboxState {
    if (this.#state === null) throw new NovaError("INTERNAL", "use the outbox before it is open");
    return this.#state;
  }

  #dispatch(event: OutboxEvent): void {
    if (this.#state === null || this.#stopped) return;
    const { clock, limits, onProblem } = this.#ports;
    const before = this.#state.problem;
    const [state, effects] = stepOutbox(this.#state, event, { nowMs: clock.monotonicMs(), limits });
    this.#state = state;
    this.#wake.set(outboxWakeMs(state, limits));
    for (const effect of effects) this.#perform(effect);
    if (before !== state.problem) onProblem(state.problem);
    if (event.type === "ack") this.#forgetAcked();
  }

  #perform(effect: OutboxEffect): void {
    switch (effect.type) {
      case "write":
        void this.#write(effect.seq);
        return;
      case "send":
        this.#sending = this.#sending.then(() => this.#send(effect.seq, effect.link));
        return;
      case "trim":
        this.#ports.store.trim(effect.upTo).catch((error: unknown) => {
          // What stays on disk is sent once more after a restart, and known there as stored.
          this.#ports.log.warn({ error, upTo: effect.upTo }, "outbox: trim failed");
        });
        return;
      case "sync":
        this.#ports.store.sync().then(
          () => this.#dispatch({ type: "synced", ok: true }),
          () => this.#dispatch({ type: "synced", ok: false }),
        );
        return;
      case "renew":
        void this.#renew(effect.upTo);
        return;
      case "forget":
        for (const seq of effect.seqs) this.#release(seq);
        this.#ports.onDropped(effect.seqs, effect.why);
        return;
    }
  }

  /** What an earlier life left is set aside: it cannot be known whether it was told before. */
  async #renew(stored: number): Promise<void> {
    const { store, log, onRenewed } = this.#ports;
    const { boot: old, nextSeq } = this.#opened();
    try {
      const carried = await store.read(this.#firstOwn, carriedBytes);
      const { boot } = await store.renew();
      const state = this.#opened();
      const kept = new Map([...carried, ...this.#fresh.values()].map((one) => [one.seq, one]));
      const own = [...state.rows, ...state.tail].filter((row) => row.seq >= this.#firstOwn);
      const lost = own.filter((row) => !kept.has(row.seq)).length;
      this.#fresh.clear();
      this.#readAhead.clear();
      this.#firstOwn = 1;
      this.#dispatch({ type: "renewed", boot, lost });
      onRenewed({ boot: old, known: nextSeq - 1, stored, lost });
      for (const row of own) {
        const entry = kept.get(row.seq);
        if (entry !== undefined) this.add(batchOf(entry));
      }
    } catch (error) {
      log.error({ error, stored }, "outbox: no new boot could begin, the next ack tries again");
      this.#dispatch({ type: "renew-failed" });
    }
  }

  async #write(seq: number): Promise<void> {
    const entry = this.#fresh.get(seq);
    if (entry === undefined) return;
    try {
      await this.#ports.store.append(entry);
    } catch (error) {
      const code = error instanceof NovaError ? error.code : "STORE_UNAVAILABLE";
      this.#dispatch({ type: "write-failed", seq, code });
      return;
    }
    this.#dispatch({ type: "written", seq });
    if (!this.#isUnsentSoon(seq)) this.#fresh.delete(seq);
  }

  /** True where the batch goes out at once, so that it need not be read back from disk. */
  #isUnsentSoon(seq: number): boolean {
    const state = this.#opened();
    return state.connected && state.sentUpTo >= seq;
  }

  async #send(seq: number, link: number): Promise<void> {
    const { uplink } = this.#ports;
    const state = this.#opened();
    if (this.#stopped || link !== state.link || !state.inFlight.includes(seq)) return;
    let entry: OutboxEntry | FreshEntry | null;
    try {
      entry = await this.#entry(seq);
    } catch (error) {
      this.#ports.log.error({ error, seq }, "outbox: read failed");
      this.#dispatch({ type: "not-taken", seq, link });
      return;
    }
    if (this.#stopped || link !== this.#opened().link) return;
    if (entry === null) {
      this.#dispatch({ type: "unreadable", seq });
      return;
    }
    const stored = "batch" in entry ? entry.batch : batchOf(entry);
    const batch: Batch = { ...stored, floor: outboxFloor(this.#opened()) };
    // Not awaited: the window is the outbox's to keep, and the order is that of these calls.
    uplink.publish("hostBatch", batch).then(
      () => this.#dispatch({ type: "taken", seq, link }),
      (error: unknown) => {
        // What the bus will never take must not bar the way of what follows.
        const isHopeless = error instanceof NovaError && error.code === "MESSAGE_REFUSED";
        if (isHopeless) this.#dispatch({ type: "unreadable", seq });
        else this.#dispatch({ type: "not-taken", seq, link });
      },
    );
  }

  async #entry(seq: number): Promise<OutboxEntry | FreshEntry | null> {
    const known = this.#fresh.get(seq) ?? this.#readAhead.get(seq);
    if (known !== undefined) return known;
    this.#readAhead.clear();
    for (const entry of await this.#ports.store.read(seq, readAheadBytes)) {
      this.#readAhead.set(entry.seq, entry);
    }
    return this.#readAhead.get(seq) ?? null;
  }

  #release(seq: number): void {
    this.#fresh.delete(seq);
    this.#readAhead.delete(seq);
  }

  #forgetAcked(): void {
    const state = this.#opened();
    const first = state.rows[0]?.seq ?? state.tail[0]?.seq ?? state.nextSeq;
    for (const kept of [this.#fresh, this.#readAhead]) {
      for (const seq of kept.keys()) {
        if (seq < first) kept.delete(seq);
      }
    }
  }
}

/** One that need not be read from its bytes again. */
interface FreshEntry extends OutboxEntry {
  readonly batch: Batch;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function batchOf({ payload }: OutboxEntry): Batch {
  return JSON.parse(decoder.decode(payload)) as Batch;
}

function rowOf(entry: OutboxEntry, clock: Clock): OutboxRow {
  const ageMs = Math.max(0, clock.now() - entry.at);
  return {
    seq: entry.seq,
    bytes: entry.payload.length,
    bornMs: clock.monotonicMs() - ageMs,
  };
}
