import { command, commandEvent } from "@novacron/protocol/messages/command";
import type { AgentFacts, JournalEntry } from "../ports/journal-store.ts";
import { checksum } from "./boot-file.ts";

/** One line of the journal. A later one about the same thing replaces the earlier. */
export type JournalRecord =
  | { readonly is: "entry"; readonly entry: JournalEntry }
  | { readonly is: "facts"; readonly facts: AgentFacts }
  | { readonly is: "forget"; readonly ids: readonly string[] };

/** `CRC-32 in hexadecimal, a space, JSON, a line feed`: readable by a person, proof against a torn end. */
export function journalLine(record: JournalRecord): string {
  const body = JSON.stringify(record);
  return `${checksum(body)} ${body}\n`;
}

export interface JournalScan {
  readonly records: readonly JournalRecord[];
  readonly damaged: number;
  /** End of the last intact line, in bytes. */
  readonly intactBytes: number;
}

/** All intact lines of a journal. A damaged one in the middle costs itself only. */
export function scanJournal(bytes: Buffer): JournalScan {
  const records: JournalRecord[] = [];
  let damaged = 0;
  let intactBytes = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const record = end === -1 ? null : parseLine(bytes.toString("utf8", start, end));
    start = end === -1 ? bytes.length : end + 1;
    if (record === null) damaged += 1;
    else {
      records.push(record);
      intactBytes = start;
    }
  }
  return { records, damaged, intactBytes };
}

/** The checksum proves that we wrote it; what an older or newer agent wrote must still fit the schemas. */
function parseLine(line: string): JournalRecord | null {
  const body = line.slice(9);
  // The checksum of nothing is zero: zeros that a torn write left are no line of ours.
  if (body === "") return null;
  if (line.slice(0, 9) !== `${checksum(body)} `) return null;
  const record = JSON.parse(body) as JournalRecord;
  if (record.is !== "entry") return record.is === "facts" || record.is === "forget" ? record : null;
  const { entry } = record;
  const fits =
    command.safeParse(entry.command).success &&
    commandEvent.nullable().safeParse(entry.outcome).success;
  return fits ? record : null;
}
