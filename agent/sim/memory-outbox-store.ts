import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { OutboxEntry, OutboxState, OutboxStore } from "../ports/outbox-store.ts";

/** What stands for the disk: it outlives the stores that are opened on it. */
export class MemoryOutboxDisk {
  boot: string;
  entries: OutboxEntry[] = [];
  /** How many of the entries survive a loss of power. */
  synced = 0;
  nextSeq = 1;
  /** Payload bytes that fit; appends beyond it fail with DISK_FULL. */
  capacityBytes: number;

  constructor(boot: string, capacityBytes = Number.POSITIVE_INFINITY) {
    this.boot = boot;
    this.capacityBytes = capacityBytes;
  }

  /** What was not synced is gone; the count goes on, as it does on a real disk by its durable ceiling. */
  losePower(): void {
    this.entries = this.entries.slice(0, this.synced);
  }

  get bytes(): number {
    return this.entries.reduce((sum, entry) => sum + entry.payload.length, 0);
  }
}

/** An outbox without files: for simulated hosts, where hundreds share one process. */
export class MemoryOutboxStore implements OutboxStore {
  readonly #disk: MemoryOutboxDisk;

  constructor(disk: MemoryOutboxDisk) {
    this.#disk = disk;
  }

  async open(): Promise<OutboxState> {
    const { boot, entries, nextSeq, bytes } = this.#disk;
    return {
      boot,
      first: entries[0]?.seq ?? null,
      last: entries.at(-1)?.seq ?? null,
      nextSeq,
      bytes,
    };
  }

  async append(entry: OutboxEntry): Promise<void> {
    const disk = this.#disk;
    const attempted = `append batch ${entry.seq} to the outbox`;
    if (entry.seq < disk.nextSeq) throw new NovaError("INTERNAL", attempted);
    if (disk.capacityBytes < Number.POSITIVE_INFINITY) {
      const isFull = disk.bytes + entry.payload.length > disk.capacityBytes;
      if (isFull) throw new NovaError("DISK_FULL", attempted);
    }
    disk.entries.push(entry);
    disk.nextSeq = entry.seq + 1;
  }

  async sync(): Promise<void> {
    this.#disk.synced = this.#disk.entries.length;
  }

  async read(fromSeq: number, maxBytes: number): Promise<readonly OutboxEntry[]> {
    const { entries } = this.#disk;
    const from = entries.findIndex((entry) => entry.seq >= fromSeq);
    if (from === -1) return [];
    let bytes = 0;
    let end = from;
    for (const entry of entries.slice(from)) {
      bytes += entry.payload.length;
      if (bytes > maxBytes && end > from) break;
      end += 1;
    }
    return entries.slice(from, end);
  }

  async trim(seq: number): Promise<void> {
    const disk = this.#disk;
    const keep = disk.entries.findIndex((entry) => entry.seq > seq);
    const gone = keep === -1 ? disk.entries.length : keep;
    disk.entries.splice(0, gone);
    disk.synced = Math.max(0, disk.synced - gone);
  }

  async renew(): Promise<OutboxState> {
    const disk = this.#disk;
    disk.boot = followingBoot(disk.boot);
    disk.entries = [];
    disk.synced = 0;
    disk.nextSeq = 1;
    return this.open();
  }

  damaged(): number {
    return 0;
  }

  async close(): Promise<void> {
    this.#disk.synced = this.#disk.entries.length;
  }
}

/** The same each time, as all of a simulation. */
function followingBoot(boot: string): string {
  const last = (Number.parseInt(boot.slice(-6), 16) + 1) % 2 ** 24;
  return boot.slice(0, -6) + last.toString(16).padStart(6, "0");
}
