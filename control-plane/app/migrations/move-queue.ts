import type { HostId, OperationId } from "@novacron/protocol/domain/ids";
import type { MoveLimits } from "@novacron/protocol/domain/move-limits";

/** A move as the queue sees it. */
export interface Queued {
  readonly operation: OperationId;
  readonly machineName: string;
  readonly source: HostId;
  readonly target: HostId;
  readonly requestedAt: number;
}

export interface Turns {
  readonly start: readonly OperationId[];
  /** Those that wait, each with why. */
  readonly wait: ReadonlyMap<OperationId, readonly string[]>;
}

/**
 * Whose turn it is. Strictly in the order of asking on each resource: one that waits for a place keeps younger
 * ones from taking it, but not from taking places that it does not need. So each waits only for those that were
 * asked for before it, and none starves.
 */
export function turnsOf(
  running: readonly Queued[],
  waiting: readonly Queued[],
  { limits, nameOf }: { readonly limits: MoveLimits; readonly nameOf: (host: HostId) => string },
): Turns {
  const taken = new Map<string, Queued[]>();
  for (const move of running) take(taken, move);
  const start: OperationId[] = [];
  const wait = new Map<OperationId, readonly string[]>();
  const order = [...waiting].sort(
    (a, b) => a.requestedAt - b.requestedAt || (a.operation < b.operation ? -1 : 1),
  );
  for (const move of order) {
    const why = placesOf(move, limits).flatMap(({ key, most, words }) => {
      const there = taken.get(key) ?? [];
      if (there.length < most) return [];
      const names = there.slice(0, 3).map(({ machineName }) => machineName);
      const more = there.length > names.length ? ` and ${there.length - names.length} more` : "";
      return [`${words(nameOf)}: ${names.join(", ")}${more} before it, at most ${most} at once`];
    });
    if (why.length === 0) start.push(move.operation);
    else wait.set(move.operation, why);
    take(taken, move);
  }
  return { start, wait };
}

interface Place {
  readonly key: string;
  readonly most: number;
  readonly words: (nameOf: (host: HostId) => string) => string;
}

function placesOf({ source, target }: Queued, limits: MoveLimits): readonly Place[] {
  return [
    {
      key: `out ${source}`,
      most: limits.hostOut,
      words: (nameOf) => `moves from ${nameOf(source)}`,
    },
    { key: `in ${target}`, most: limits.hostIn, words: (nameOf) => `moves to ${nameOf(target)}` },
    {
      key: `link ${source} ${target}`,
      most: limits.link,
      words: (nameOf) => `moves from ${nameOf(source)} to ${nameOf(target)}`,
    },
    { key: "fleet", most: limits.fleet, words: () => "moves of the fleet" },
  ];
}

function take(taken: Map<string, Queued[]>, move: Queued): void {
  const limits = { hostOut: 0, hostIn: 0, link: 0, fleet: 0 };
  for (const { key } of placesOf(move, limits)) {
    const there = taken.get(key);
    if (there === undefined) taken.set(key, [move]);
    else there.push(move);
  }
}
