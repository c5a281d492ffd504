import type { Refusal } from "../ports/agent-link.ts";

const limits = { entries: 500, senderLength: 64 } as const;
/** Stands for the senders that found no room in the table. */
const others = "(others)";

/** Counts what was refused by sender and reason. Bounded: a flood of invented names ends in one row. */
export class RefusalTable {
  readonly #rows = new Map<string, { sender: string; reason: string; count: number; at: number }>();

  count(sender: string, reason: string, nowMs: number): void {
    const name = printable(sender);
    const known = this.#rows.has(`${name} ${reason}`);
    this.#add(known || this.#rows.size < limits.entries ? name : others, reason, nowMs);
  }

  #add(sender: string, reason: string, nowMs: number): void {
    const key = `${sender} ${reason}`;
    const row = this.#rows.get(key) ?? { sender, reason, count: 0, at: nowMs };
    row.count += 1;
    row.at = nowMs;
    this.#rows.set(key, row);
  }

  /** Most frequent first. */
  list(): readonly Refusal[] {
    return [...this.#rows.values()]
      .sort((a, b) => b.count - a.count)
      .map(({ sender, reason, count, at }) => ({ sender, reason, count, lastAt: at }));
  }
}

function printable(sender: string): string {
  return sender.replace(/[^\x21-\x7e]/g, "?").slice(0, limits.senderLength) || "(none)";
}
