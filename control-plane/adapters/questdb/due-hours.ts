import type { TargetName } from "@novacron/protocol/metrics/targets";
import type { Span } from "./statements.ts";

const hourMs = 3_600_000;

/**
 * Hours of each target with samples that came since their roll-ups were computed. Questions read these hours
 * from the samples, all others from the roll-ups.
 */
export class DueHours {
  readonly #hours = new Map<TargetName, Set<number>>();

  add(target: TargetName, atMs: number): void {
    let hours = this.#hours.get(target);
    if (hours === undefined) {
      hours = new Set();
      this.#hours.set(target, hours);
    }
    hours.add(Math.floor(atMs / hourMs));
  }

  targets(): readonly TargetName[] {
    return [...this.#hours.keys()];
  }

  /** Oldest first. */
  of(target: TargetName): readonly Span[] {
    const hours = [...(this.#hours.get(target) ?? [])].sort((a, b) => a - b);
    return hours.map((hour) => ({ fromMs: hour * hourMs, toMs: (hour + 1) * hourMs }));
  }

  /** The oldest hours that follow one another and ended before `nowMs`, at most `most` of them. */
  next(target: TargetName, nowMs: number, most: number): Span | null {
    const ended = this.of(target).filter((hour) => hour.toMs <= nowMs);
    const first = ended[0];
    if (first === undefined) return null;
    let toMs = first.toMs;
    for (const hour of ended.slice(1, most)) {
      if (hour.fromMs !== toMs) break;
      toMs = hour.toMs;
    }
    return { fromMs: first.fromMs, toMs };
  }

  /** Takes the hours of the span out, before they are rolled up. */
  take(target: TargetName, span: Span): void {
    const hours = this.#hours.get(target);
    for (let ms = span.fromMs; ms < span.toMs; ms += hourMs) hours?.delete(ms / hourMs);
    if (hours?.size === 0) this.#hours.delete(target);
  }

  /** Puts them back where that failed. */
  putBack(target: TargetName, span: Span): void {
    for (let ms = span.fromMs; ms < span.toMs; ms += hourMs) this.add(target, ms);
  }

  /** Cuts a span of whole hours or less into what is due and what is rolled up. */
  cut(
    target: TargetName,
    span: Span,
  ): { readonly due: readonly Span[]; readonly done: readonly Span[] } {
    const due: Span[] = [];
    const done: Span[] = [];
    let from = span.fromMs;
    for (const hour of this.of(target)) {
      const part = {
        fromMs: Math.max(hour.fromMs, span.fromMs),
        toMs: Math.min(hour.toMs, span.toMs),
      };
      if (part.fromMs >= part.toMs) continue;
      if (from < part.fromMs) done.push({ fromMs: from, toMs: part.fromMs });
      due.push(part);
      from = part.toMs;
    }
    if (from < span.toMs) done.push({ fromMs: from, toMs: span.toMs });
    return { due, done };
  }
}
