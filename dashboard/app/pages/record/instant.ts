const written = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2}))?$/;

/** `2026-11-23 14:05` in the person's own zone, as milliseconds; null where it is no such time. */
export function parseInstant(text: string): number | null {
  const parts = written.exec(text.trim());
  if (parts === null) return null;
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0));
  const at = new Date(year ?? 0, (month ?? 1) - 1, day, hour, minute, second ?? 0);
  const same = at.getMonth() + 1 === month && at.getDate() === day && at.getHours() === hour;
  return same ? at.getTime() : null;
}

/** The same form, to be edited. */
export function writeInstant(at: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}
