import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { StoredBatch } from "@novacron/protocol/messages/batch";

/** Values (cells) that may wait to be written, about eight bytes each; above it OVERLOADED. */
const queueLimit = 8_000_000;

interface Queued {
  readonly batches: readonly StoredBatch[];
  readonly values: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes one group of batches at a time, in the order of the calls; what comes meanwhile gathers to the next
 * group. When a group fails, every call that was made before this could be known fails with it: a later
 * batch must not raise the mark over an earlier one that is not stored.
 */
export class AppendQueue {
  readonly #write: (batches: readonly StoredBatch[]) => Promise<void>;
  readonly #groupLimit: number;
  #queue: Queued[] = [];
  #waitingValues = 0;
  #running: Promise<void> | null = null;

  /** `groupLimit`: values in one group. */
  constructor(write: (batches: readonly StoredBatch[]) => Promise<void>, groupLimit: number) {
    this.#write = write;
    this.#groupLimit = groupLimit;
  }

  append(batches: readonly StoredBatch[]): Promise<void> {
    const values = batches.reduce((sum, batch) => sum + valuesIn(batch), 0);
    if (this.#waitingValues + values > queueLimit && this.#queue.length > 0) {
      return Promise.reject(new NovaError("OVERLOADED", "store samples"));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ batches, values, resolve, reject });
      this.#waitingValues += values;
      this.#running ??= this.#run().finally(() => {
        this.#running = null;
      });
    });
  }

  /** Settles when nothing is written any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#takeGroup();
      try {
        await this.#write(group.flatMap((one) => one.batches));
        for (const one of group) one.resolve();
      } catch (error) {
        const rest = this.#queue;
        this.#queue = [];
        this.#waitingValues = 0;
        for (const one of [...group, ...rest]) one.reject(error);
      }
    }
  }

  #takeGroup(): Queued[] {
    const group: Queued[] = [];
    let values = 0;
    while (this.#queue.length > 0 && (group.length === 0 || values < this.#groupLimit)) {
      const next = this.#queue.shift()!;
      group.push(next);
      values += next.values;
    }
    this.#waitingValues -= values;
    return group;
  }
}

function valuesIn(batch: StoredBatch): number {
  return batch.samples.reduce((sum, block) => sum + block.rows.length * block.columns.length, 0);
}
