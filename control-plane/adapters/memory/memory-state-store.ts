import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { StateStore, StateTx } from "../../ports/state-store.ts";
import type { MemoryDisk } from "./memory-disk.ts";
import { MemoryStateTx } from "./memory-state-tx.ts";
import { MemoryTables } from "./memory-tables.ts";

/** State in memory, on a disk that outlives the store: for the simulation and for tests. */
export class MemoryStateStore implements StateStore {
  readonly #disk: MemoryDisk;
  #started = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  async start(_signal: AbortSignal): Promise<void> {
    this.#disk.check("open the state store");
    this.#started = true;
  }

  async stop(): Promise<void> {
    await this.#last;
    this.#started = false;
  }

  transaction<T>(run: (tx: StateTx) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#runOne(run));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async health(): ReturnType<StateStore["health"]> {
    const { full, dead } = this.#disk.faults;
    if (dead === true) return { state: "unavailable", problem: "does not answer", sizeBytes: null };
    if (full === true) return { state: "full", problem: "no room on the disk", sizeBytes: null };
    return { state: "ok", problem: null, sizeBytes: null };
  }

  async #runOne<T>(run: (tx: StateTx) => Promise<T>): Promise<T> {
    if (!this.#started) throw new NovaError("STORE_UNAVAILABLE", "use the state store");
    this.#disk.check("use the state store");
    const tables = new MemoryTables(this.#disk);
    const answer = await run(new MemoryStateTx(tables));
    this.#disk.commit("state", tables.writes());
    return answer;
  }
}
