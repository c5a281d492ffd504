import { unknown } from "./format.ts";
import { formatDuration } from "./time.ts";

/** A measured or expected span, to what matters of it: `38 ms`, `3.4 s`, `34 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSpan(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return unknown;
  if (ms < 995) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 59_500) return `${Math.round(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds >= 3_600) return formatDuration(seconds * 1_000);
  return seconds % 60 === 0
    ? `${seconds / 60} min`
    : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
