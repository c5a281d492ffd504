/** The decimal digits that begin at or after `from`, spaces skipped; null where there are none. */
export function numberAt(text: string, from: number): number | null {
  let at = from;
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at += 1;
  const start = at;
  let value = 0;
  for (;;) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
    at += 1;
  }
  return at === start ? null : value;
}

/** The number after `key`, such as `"MemTotal:"`, where the key starts the text or a line. */
export function numberAfter(text: string, key: string): number | null {
  if (text.startsWith(key)) return numberAt(text, key.length);
  const at = text.indexOf(`\n${key}`);
  return at === -1 ? null : numberAt(text, at + 1 + key.length);
}

/** The words of one line; runs of spaces part them. */
export function words(line: string): string[] {
  return line.trim().split(/\s+/);
}
