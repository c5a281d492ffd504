const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `4 s`, `3 min`, `2 h 5 min`, `12 d`: at most two units, the small one only where it matters. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < minuteMs) return `${Math.floor(span / secondMs)} s`;
  if (span < hourMs) return `${Math.floor(span / minuteMs)} min`;
  if (span < dayMs) return withRest(span, [hourMs, "h"], [minuteMs, "min"]);
  return span < 10 * dayMs
    ? withRest(span, [dayMs, "d"], [hourMs, "h"])
    : `${Math.floor(span / dayMs)} d`;
}

/** One unit alone, for columns: `84 min`, `31 h`, `12 d`. */
export function formatAge(ms: number): string {
  const span = Math.max(0, ms);
  if (span < 2 * minuteMs) return `${Math.floor(span / secondMs)} s`;
  if (span < 2 * hourMs) return `${Math.floor(span / minuteMs)} min`;
  if (span < 2 * dayMs) return `${Math.floor(span / hourMs)} h`;
  return `${Math.floor(span / dayMs)} d`;
}

/** `just now`, `4 min ago`. A time ahead of our clock counts as now. */
export function formatAgo(at: number, now: number): string {
  const span = now - at;
  return span < 5 * secondMs ? "just now" : `${formatDuration(span)} ago`;
}

/** In the person's own zone: `23 Nov 2026, 14:03:07`. */
export function formatInstant(at: number): string {
  return instant.format(at);
}

export function formatClock(at: number): string {
  return clock.format(at);
}

/** `Sun 29 Nov, 03:00`: a time in the days to come. */
export function formatMinute(at: number): string {
  return minute.format(at);
}

export function formatDay(at: number): string {
  return day.format(at);
}

const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

/** With the year, for what lies years away. */
export function formatDate(at: number): string {
  return date.format(at);
}

const instant = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const clock = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const minute = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

function withRest(span: number, big: [number, string], small: [number, string]): string {
  const whole = Math.floor(span / big[0]);
  const rest = Math.floor((span - whole * big[0]) / small[0]);
  return rest === 0 ? `${whole} ${big[1]}` : `${whole} ${big[1]} ${rest} ${small[1]}`;
}
