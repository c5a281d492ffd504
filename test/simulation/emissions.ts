import type { OutboxEntry, OutboxStore } from "@novacron/agent/ports/outbox-store";
import type { MemoryOutboxDisk } from "@novacron/agent/sim/memory-outbox-store";
import type { Batch } from "@novacron/protocol/messages/batch";

/** One batch that an agent wrote into its outbox. */
export interface Emission {
  readonly host: string;
  readonly boot: string;
  readonly seq: number;
  /** Time of the host row in it, or null where it has none. */
  readonly sampleAt: number | null;
  /** Notes of machines in it, which the record must show once each. */
  readonly notes: readonly string[];
  /** Given up by the agent itself (bounded outbox) or taken by a loss of power: may be missing. */
  lost: boolean;
}

/** Everything that ever went into an outbox, and how far the control plane acknowledged it. */
export class Emissions {
  readonly #all = new Map<string, Emission>();
  /** Batches that an agent gave up by itself before they were acknowledged. */
  readonly givenUp: string[] = [];
  readonly #acked = new Map<string, number>();

  /** `disk` tells what a trim takes away before the control plane acknowledged it. */
  watch(store: OutboxStore, disk: MemoryOutboxDisk, host: string): OutboxStore {
    return new Proxy(store, {
      get: (target, key): unknown => {
        if (key === "append") {
          return async (entry: OutboxEntry) => {
            await target.append(entry);
            this.#appended(entry);
          };
        }
        if (key === "trim") {
          return (seq: number) => {
            const acked = this.ackedUpTo(host, disk.boot);
            const trimmed = disk.entries.map((entry) => entry.seq).filter((one) => one <= seq);
            const unasked = trimmed.filter((one) => one > acked);
            this.gone(host, disk.boot, unasked);
            if (unasked.length > 0) this.givenUp.push(`${host} ${unasked.join(",")}`);
            return target.trim(seq);
          };
        }
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  acked(host: string, boot: string, upTo: number): void {
    const key = `${host} ${boot}`;
    this.#acked.set(key, Math.max(upTo, this.#acked.get(key) ?? 0));
  }

  ackedUpTo(host: string, boot: string): number {
    return this.#acked.get(`${host} ${boot}`) ?? 0;
  }

  /** Entries that the agent gave up, or that went with the power, before they were acknowledged. */
  gone(host: string, boot: string, seqs: readonly number[]): void {
    for (const seq of seqs) {
      const emission = this.#all.get(`${host} ${boot} ${seq}`);
      if (emission !== undefined) emission.lost = true;
    }
  }

  /** What the control plane said it has stored, and the agent had not given up before. */
  accepted(): readonly Emission[] {
    return [...this.#all.values()].filter(
      (emission) => !emission.lost && emission.seq <= this.ackedUpTo(emission.host, emission.boot),
    );
  }

  all(): readonly Emission[] {
    return [...this.#all.values()];
  }

  #appended(entry: OutboxEntry): void {
    const batch: Batch = JSON.parse(new TextDecoder().decode(entry.payload));
    const block = batch.samples.find(({ target }) => target === "host");
    this.#all.set(`${batch.host} ${batch.boot} ${batch.seq}`, {
      host: batch.host,
      boot: batch.boot,
      seq: batch.seq,
      sampleAt: block === undefined || block.rows.length === 0 ? null : batch.at,
      notes: batch.events.flatMap((event) => (event.type === "machine.note" ? [event.detail] : [])),
      lost: false,
    });
  }
}
