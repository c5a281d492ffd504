const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Three significant digits, binary prefixes: `1.50 GiB`, `824 MiB`. */
export function bytesText(bytes: number): string {
  let value = Math.abs(bytes);
  let unit = 0;
  // What would be rounded to the next unit's 1 is written so.
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const sign = bytes < 0 ? "-" : "";
  return `${sign}${unit === 0 ? Math.round(value) : digits(value)} ${units[unit]}`;
}

/** Of a ratio (0 to 1), whole from 10 % on: `4.2 %`, `97 %`. */
export function percentText(ratio: number): string {
  const percent = ratio * 100;
  return `${percent !== 0 && Math.abs(percent) < 9.95 ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** `1 machine`, `3 machines`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

function digits(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  return value < 99.95 ? value.toFixed(1) : Math.round(value).toString();
}
