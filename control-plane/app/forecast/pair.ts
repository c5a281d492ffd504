import type { MoveSubject } from "@novacron/protocol/domain/migration-forecast";

/** Directed: two hosts often differ in what they send and what they take. */
export function pairOf({ source, target }: Pick<MoveSubject, "source" | "target">): string {
  return `${source}>${target}`;
}
