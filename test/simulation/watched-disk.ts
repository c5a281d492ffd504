import { type DiskWrite, MemoryDisk } from "@novacron/control-plane/adapters/memory/memory-disk";

const hostSamples = "metrics.series\nhost\n";

/** A host's sample that was written over another one of the same moment. */
export interface StoredAgain {
  readonly host: string;
  readonly at: number;
}

/** The control plane's disk, with an eye on it: a host's sample of one moment may be written once. */
export class WatchedDisk extends MemoryDisk {
  readonly #doubled: StoredAgain[] = [];
  static isHostSample({ table, value }: DiskWrite): boolean {
    return table.startsWith(hostSamples) && value !== undefined;
  }

  override commit(store: string, writes: readonly DiskWrite[]): void {
    const again = writes.filter(
      (write) => WatchedDisk.isHostSample(write) && this.table(write.table).has(write.key),
    );
    super.commit(store, writes);
    for (const { table, key } of again) {
      const host = table.slice(hostSamples.length).split("\n")[0] ?? "";
      this.#doubled.push({ host, at: Number(key.slice("0 ".length)) });
    }
  }

  /** Samples that were stored a second time. */
  doubled(): readonly StoredAgain[] {
    return this.#doubled;
  }
}
