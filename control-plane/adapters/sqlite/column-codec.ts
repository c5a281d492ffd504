import type { ByteReader, ByteWriter } from "./bytes.ts";

/**
 * One column of numbers as bytes, without loss. Agents round to a few decimals, so nearly every column is
 * whole numbers over a power of ten: these are kept as differences from row to row. What is not, stays as
 * it is. NaN stands for "not known".
 *
 *   constant: scale, value          all rows hold the same number
 *   whole:    scale, differences    all rows known
 *   gaps:     scale, presence bits, differences between the known rows
 *   float:    eight bytes a row
 */
const kinds = { constant: 0, whole: 1, gaps: 2, float: 3 } as const;

/** Beyond this the difference of two numbers could not be written exactly. */
const largest = 2 ** 50;
const scales = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000] as const;

/** How many decimals all numbers of the column have at most; null where more than six or too large. */
export function decimalsOf(column: Float64Array): number | null {
  let decimals = 0;
  for (const value of column) {
    while (!fits(value, scales[decimals]!)) {
      decimals += 1;
      if (decimals === scales.length) return null;
    }
  }
  // A larger scale may be too much for a number that stood before the one that asked for it.
  if (decimals > 0 && !column.every((value) => fits(value, scales[decimals]!))) return null;
  return decimals;
}

function fits(value: number, scale: number): boolean {
  const whole = Math.round(value * scale);
  return (whole / scale === value && Math.abs(whole) <= largest) || Number.isNaN(value);
}

export function scaleOf(decimals: number): number {
  return scales[decimals] ?? 1;
}

export function writeColumn(out: ByteWriter, column: Float64Array): void {
  const decimals = decimalsOf(column);
  if (decimals === null) {
    out.byte(kinds.float);
    for (const value of column) out.float64(value);
    return;
  }
  const scale = scaleOf(decimals);
  const { known, same } = survey(column);
  if (known === column.length && same) {
    out.byte(kinds.constant);
    out.byte(decimals);
    out.signed(Math.round(column[0]! * scale));
    return;
  }
  out.byte(known === column.length ? kinds.whole : kinds.gaps);
  out.byte(decimals);
  if (known < column.length) writePresence(out, column);
  let before = 0;
  for (let row = 0; row < column.length; row += 1) {
    const value = column[row]!;
    if (Number.isNaN(value)) continue;
    const whole = Math.round(value * scale);
    out.signed(whole - before);
    before = whole;
  }
}

export function readColumn(from: ByteReader, rows: number): Float64Array {
  const column = new Float64Array(rows);
  const kind = from.byte();
  if (kind === kinds.float) {
    for (let row = 0; row < rows; row += 1) column[row] = from.float64();
    return column;
  }
  const scale = scaleOf(from.byte());
  if (kind === kinds.constant) return column.fill(from.signed() / scale);
  if (kind !== kinds.whole && kind !== kinds.gaps) throw new RangeError("unknown kind of column");
  const presence = kind === kinds.gaps ? from.bytes(Math.ceil(rows / 8)) : null;
  let whole = 0;
  for (let row = 0; row < rows; row += 1) {
    if (presence !== null && ((presence[row >> 3]! >> (row & 7)) & 1) === 0) {
      column[row] = Number.NaN;
      continue;
    }
    whole += from.signed();
    column[row] = whole / scale;
  }
  return column;
}

function survey(column: Float64Array): { readonly known: number; readonly same: boolean } {
  let known = 0;
  let same = true;
  for (const value of column) {
    if (Number.isNaN(value)) continue;
    known += 1;
    if (value !== column[0]) same = false;
  }
  return { known, same };
}

function writePresence(out: ByteWriter, column: Float64Array): void {
  for (let first = 0; first < column.length; first += 8) {
    let bits = 0;
    for (let bit = 0; bit < 8 && first + bit < column.length; bit += 1) {
      if (!Number.isNaN(column[first + bit]!)) bits |= 1 << bit;
    }
    out.byte(bits);
  }
}
