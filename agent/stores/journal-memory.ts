import type { AgentFacts, JournalEntry } from "../ports/journal-store.ts";
import type { JournalRecord } from "./journal-lines.ts";

const nothingKnown: AgentFacts = {
  epoch: 0,
  generations: {},
  departed: [],
  autostartDoneFor: null,
};

/** What the lines of the journal amount to. */
export class JournalMemory {
  readonly #entries = new Map<string, JournalEntry>();
  #facts: AgentFacts = nothingKnown;

  apply(record: JournalRecord): void {
    switch (record.is) {
      case "entry":
        this.#entries.set(record.entry.command.id, record.entry);
        return;
      case "facts":
        this.#facts = record.facts;
        return;
      case "forget":
        for (const id of record.ids) this.#entries.delete(id);
        return;
    }
  }

  get facts(): AgentFacts {
    return this.#facts;
  }

  entries(): readonly JournalEntry[] {
    return [...this.#entries.values()];
  }

  /** Ids of the ended commands beyond the newest `keep`. */
  beyond(keep: number): string[] {
    const ended = this.entries().filter((entry) => entry.outcome !== null);
    return ended.slice(0, Math.max(0, ended.length - keep)).map((entry) => entry.command.id);
  }

  /** The fewest records that amount to the same. */
  records(): readonly JournalRecord[] {
    const entries = this.entries().map((entry) => ({ is: "entry" as const, entry }));
    return [{ is: "facts", facts: this.#facts }, ...entries];
  }
}
