import { NovaError } from "@novacron/protocol/errors/nova-error";
import { duration } from "./output/format.ts";

const dayMs = 86_400_000;

/** `03:00`, the next of the local days; `2h`, from now; or an ISO 8601 time. */
export function parseNotBefore(text: string, nowMs: number): number {
  const later = duration(text);
  if (later !== null) return nowMs + later;
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (clock !== null) {
    const at = new Date(nowMs);
    at.setHours(Number(clock[1]), Number(clock[2]), 0, 0);
    if (at.getTime() <= nowMs)
      at.setTime(new Date(nowMs + dayMs).setHours(at.getHours(), at.getMinutes(), 0, 0));
    return at.getTime();
  }
  const at = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new NovaError("BAD_REQUEST", `move not before "${text}"`, {
    next: "Give a time of the day such as 03:00, a span such as 2h, or an ISO 8601 time",
  });
}
