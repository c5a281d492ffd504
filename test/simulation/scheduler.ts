/** Whose life an event belongs to: when that ends, its events never run. */
export interface Life {
  readonly name: string;
  alive: boolean;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly life: Life | null;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * Virtual time. Events run in order of time, then of asking; between two of them every promise that can
 * settle does. Nothing outside decides the order, so a run is a function of its seed.
 */
export class Scheduler {
  #nowMs = 0;
  #order = 0;
  readonly #heap: Entry[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, life: Life | null, run: () => void): () => void {
    const at = this.#nowMs + Math.max(0, delayMs);
    const entry: Entry = { at, order: this.#order++, life, run, cancelled: false };
    this.#push(entry);
    return () => {
      entry.cancelled = true;
    };
  }

  /** Runs all events up to `untilMs`. */
  async runUntil(untilMs: number): Promise<void> {
    await settle();
    for (;;) {
      const entry = this.#heap[0];
      if (entry === undefined || entry.at > untilMs) break;
      this.#pop();
      if (entry.cancelled || entry.life?.alive === false) continue;
      this.#nowMs = entry.at;
      entry.run();
      await settle();
    }
    this.#nowMs = untilMs;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    heap.push(entry);
    let index = heap.length - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !before(entry, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let smallest = left;
      if (right !== undefined && before(right, left)) {
        smallest = right;
        child += 1;
      }
      if (!before(smallest, last)) break;
      heap[index] = smallest;
      index = child;
    }
    heap[index] = last;
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/**
 * The next tick of the host comes when every microtask has run, however long their chain, and asks nothing of the
 * operating system, as a macrotask would between each two events.
 */
function settle(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
