import { bytesText, percentText } from "@novacron/protocol/domain/figures";

export function bytes(value: number | null | undefined): string {
  return value === null || value === undefined ? "-" : bytesText(value);
}

export function percent(ratio: number | null | undefined): string {
  return ratio === null || ratio === undefined ? "-" : percentText(ratio);
}

export function short(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Local time to the second; scripts use --json, which has milliseconds. */
export function time(at: number | null | undefined): string {
  if (at === null || at === undefined) return "-";
  const date = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace("T", " ");
}

/** "3 d 4 h", "12 min", "8 s". */
export function age(fromMs: number | null | undefined, nowMs: number): string {
  if (fromMs === null || fromMs === undefined) return "-";
  const seconds = Math.max(0, Math.round((nowMs - fromMs) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400)
    return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3_600)} h`;
}

/** How long something takes, as people say it: "450 ms", "5.8 s", "42 s", "2 min 13 s", "1 h 5 min". */
export function span(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return "-";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

const units: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "15m", "24h", "30d" to milliseconds; null where it is not of that form. */
export function duration(text: string): number | null {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  return match === null ? null : Number(match[1]) * (units[match[2] ?? ""] ?? 0);
}
