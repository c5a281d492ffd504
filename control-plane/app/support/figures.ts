const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** `1.5 GiB`, `824 MiB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1023.5 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${rounded(unit === 0 ? Math.round(value) : value)} ${units[unit]}`;
}

/** Of 0 to 1: `4.2 %`, `97 %`. */
export function percentText(ratio: number): string {
  return `${rounded(ratio * 100)} %`;
}

function rounded(value: number): string {
  return `${value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)}`;
}

/** `1 machine`, `3 machines`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
