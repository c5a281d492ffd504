import type { HostId } from "@novacron/protocol/domain/ids";
import type { Batch } from "@novacron/protocol/messages/batch";

export interface QueuedBatch {
  readonly batch: Batch;
  readonly bytes: number;
}

export const queueLimits = {
  batches: 4_000,
  bytes: 64 * 1024 * 1024,
  /** Of one host in flight, so that a backlog fills a commit and one host cannot fill the queue. */
  perHost: 16,
  groupBatches: 256,
  groupBytes: 8 * 1024 * 1024,
} as const;

/** Batches between the bus and the stores, in order of arrival. What does not fit is dropped and counted. */
export class BatchQueue {
  #waiting: QueuedBatch[] = [];
  #bytes = 0;
  #dropped = 0;
  readonly #perHost = new Map<HostId, number>();

  /** False where it was dropped; the agent sends it again. */
  offer(one: QueuedBatch): boolean {
    const { host } = one.batch;
    const ofHost = this.#perHost.get(host) ?? 0;
    const isFull =
      this.#waiting.length >= queueLimits.batches ||
      ofHost >= queueLimits.perHost * 2 ||
      (this.#bytes > 0 && this.#bytes + one.bytes > queueLimits.bytes);
    if (isFull) {
      this.#dropped += 1;
      return false;
    }
    this.#waiting.push(one);
    this.#bytes += one.bytes;
    this.#perHost.set(host, ofHost + 1);
    return true;
  }

  /** Whether the sender of this host should hold back before the queue has to drop. */
  isCrowded(host: HostId): boolean {
    return (
      (this.#perHost.get(host) ?? 0) >= queueLimits.perHost ||
      this.#waiting.length >= queueLimits.batches / 2 ||
      this.#bytes >= queueLimits.bytes / 2
    );
  }

  /** The next group to commit together; it stays in the queue until `done`. */
  group(): readonly QueuedBatch[] {
    let bytes = 0;
    let count = 0;
    for (const one of this.#waiting) {
      if (count >= queueLimits.groupBatches) break;
      if (count > 0 && bytes + one.bytes > queueLimits.groupBytes) break;
      bytes += one.bytes;
      count += 1;
    }
    return this.#waiting.slice(0, count);
  }

  done(count: number): void {
    for (const { batch, bytes } of this.#waiting.splice(0, count)) {
      this.#bytes -= bytes;
      const left = (this.#perHost.get(batch.host) ?? 1) - 1;
      if (left <= 0) this.#perHost.delete(batch.host);
      else this.#perHost.set(batch.host, left);
    }
  }

  get size(): number {
    return this.#waiting.length;
  }

  gauge(): { readonly batches: number; readonly bytes: number; readonly dropped: number } {
    return { batches: this.#waiting.length, bytes: this.#bytes, dropped: this.#dropped };
  }
}
