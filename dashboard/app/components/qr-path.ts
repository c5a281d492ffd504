import { encodeQR } from "qr";

/** Empty modules around the code, which readers need (ISO/IEC 18004, 6.3.8). */
const quietModules = 4;

export interface QrPath {
  /** Side in modules, with the quiet ones. */
  readonly size: number;
  /** Dark modules as an SVG path, each run of a row as one rectangle. */
  readonly path: string;
}

/** A QR code as plain SVG geometry: no markup from a text, no inline style, nothing that a strict CSP forbids. */
export function qrPath(text: string): QrPath {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: quietModules });
  const runs = rows.flatMap((row, y) => darkRuns(row).map(([x, width]) => run(x, y, width)));
  return { size: rows.length, path: runs.join("") };
}

function darkRuns(row: readonly boolean[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [x, isDark] of row.entries()) {
    const last = found.at(-1);
    if (!isDark) continue;
    if (last !== undefined && last[0] + last[1] === x) last[1] += 1;
    else found.push([x, 1]);
  }
  return found;
}

function run(x: number, y: number, width: number): string {
  return `M${x} ${y}h${width}v1h-${width}z`;
}
