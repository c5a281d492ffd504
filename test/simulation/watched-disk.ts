import { type DiskWrite, MemoryDisk } from "@novacron/control-plane/adapters/memory/memory-disk";

const hostSamples = "metrics.series\nhost\n";

/** The control plane's disk, with an eye on it: a host's sample of one moment may be written once. */
export class WatchedDisk extends MemoryDisk {
  readonly #doubled: string[] = [];
  static isHostSample({ table, value }: DiskWrite): boolean {
    return table.startsWith(hostSamples) && value !== undefined;
  }

  override commit(store: string, writes: readonly DiskWrite[]): void {
    const again = writes.filter(
      (write) => WatchedDisk.isHostSample(write) && this.table(write.table).has(write.key),
    );
    super.commit(store, writes);
    for (const { table, key } of again) this.#doubled.push(`${table} ${key}`.replaceAll("\n", "/"));
  }

  /** Samples that were stored a second time. */
  doubled(): readonly string[] {
    return this.#doubled;
  }
}
