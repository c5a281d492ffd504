import type { AgentFacts, JournalEntry, JournalStore } from "../ports/journal-store.ts";

/** What stands for the disk. Every resolved write is on it, as the port demands. */
export class MemoryJournalDisk {
  readonly entries = new Map<string, JournalEntry>();
  facts: AgentFacts = { epoch: 0, generations: {}, departed: [], autostartDoneFor: null };
}

/** A journal without files: for simulated hosts. */
export class MemoryJournalStore implements JournalStore {
  readonly #disk: MemoryJournalDisk;

  constructor(disk: MemoryJournalDisk) {
    this.#disk = disk;
  }

  async open(): Promise<{ readonly entries: readonly JournalEntry[]; readonly facts: AgentFacts }> {
    return { entries: [...this.#disk.entries.values()], facts: this.#disk.facts };
  }

  async put(entry: JournalEntry): Promise<void> {
    this.#disk.entries.set(entry.command.id, entry);
  }

  async putFacts(facts: AgentFacts): Promise<void> {
    this.#disk.facts = facts;
  }

  async prune(keep: number): Promise<void> {
    const ended = [...this.#disk.entries.values()].filter((entry) => entry.outcome !== null);
    for (const entry of ended.slice(0, Math.max(0, ended.length - keep))) {
      this.#disk.entries.delete(entry.command.id);
    }
  }

  async close(): Promise<void> {}
}
