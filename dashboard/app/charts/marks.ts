import type { RecordEntry } from "@novacron/protocol/http/record";

/** Entries that stand so near to each other that one mark serves them. */
export interface MarkGroup {
  /** Share of the window, 0 to 1. */
  readonly place: number;
  readonly entries: readonly RecordEntry[];
}

const rank = { info: 0, warning: 1, critical: 2 } as const;

/** Marks for the entries inside the window; those nearer than `apart` (a share of it) become one. */
export function groupMarks(
  entries: readonly RecordEntry[],
  window: { readonly from: number; readonly to: number },
  apart: number,
): readonly MarkGroup[] {
  const span = window.to - window.from;
  const inside = entries
    .filter((entry) => entry.at >= window.from && entry.at <= window.to)
    .sort((a, b) => a.at - b.at);
  const groups: { place: number; entries: RecordEntry[] }[] = [];
  for (const entry of inside) {
    const place = (entry.at - window.from) / span;
    const last = groups.at(-1);
    if (last !== undefined && place - last.place < apart) last.entries.push(entry);
    else groups.push({ place, entries: [entry] });
  }
  return groups;
}

/** The entry that gives a group its look. */
export function worstOf(group: MarkGroup): RecordEntry {
  const sorted = [...group.entries].sort((a, b) => rank[b.severity] - rank[a.severity]);
  const [worst] = sorted;
  if (worst === undefined) throw new Error("a group of marks holds at least one entry");
  return worst;
}
