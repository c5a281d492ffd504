import { numberAt } from "./numbers.ts";

/** Stall time so far in microseconds; null for a line the kernel does not have. */
export interface StallTotals {
  readonly some: number | null;
  readonly full: number | null;
}

/** One file of /proc/pressure (Documentation/accounting/psi.rst). `full` of the CPU came with Linux 5.13. */
export function parsePressure(text: string | null): StallTotals {
  return { some: totalOf(text, "some "), full: totalOf(text, "full ") };
}

function totalOf(text: string | null, line: string): number | null {
  if (text === null) return null;
  const start = text.startsWith(line) ? 0 : text.indexOf(`\n${line}`);
  if (start === -1) return null;
  const at = text.indexOf("total=", start);
  return at === -1 ? null : numberAt(text, at + 6);
}
