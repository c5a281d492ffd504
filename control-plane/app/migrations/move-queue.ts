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

type Way = Pick<Queued, "source" | "target">;

export interface Turns {
  readonly start: readonly OperationId[];
  /** Those that wait, each with why. */
  readonly wait: ReadonlyMap<OperationId, readonly string[]>;
}

/**
 * Whose turn it is. Strictly in the order of asking on each resource: one that waits for a place keeps younger
 * ones from taking it, but not from taking places that it does not need. So each waits only for those that were
 * asked for before it, and none starves. One that waits for its link alone holds no place on the two hosts either: what
 * frees the link frees a place on both, and it is the first to be asked then.
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
    const full = placesOf(move, limits).filter(({ key, most }) => countAt(taken, key) >= most);
    const why = full.map(({ key, most, words }) => {
      const there = taken.get(key) ?? [];
      const names = there.slice(0, 3).map(({ machineName }) => machineName);
      const more = there.length > names.length ? ` and ${there.length - names.length} more` : "";
      return `${words(nameOf)}: ${names.join(", ")}${more} before it, at most ${most} at once`;
    });
    if (full.length === 0) start.push(move.operation);
    else wait.set(move.operation, why);
    const isForLink = full.length > 0 && full.every(({ key }) => key === linkOf(move));
    if (isForLink) takeAt(taken, linkOf(move), move);
    else take(taken, move);
  }
  return { start, wait };
}

/** One of a bounded number of places that a move takes while it runs. */
interface Place {
  readonly key: string;
  readonly most: number;
  readonly words: (nameOf: (host: HostId) => string) => string;
}

/** All that a move takes from one host to another. */
export function placesOf(move: Way, limits: MoveLimits): readonly Place[] {
  const { source, target } = move;
  return [
    {
      key: `out ${source}`,
      most: limits.hostOut,
      words: (nameOf) => `moves from ${nameOf(source)}`,
    },
    { key: `in ${target}`, most: limits.hostIn, words: (nameOf) => `moves to ${nameOf(target)}` },
    {
      key: linkOf(move),
      most: limits.link,
      words: (nameOf) => `moves from ${nameOf(source)} to ${nameOf(target)}`,
    },
    { key: "fleet", most: limits.fleet, words: () => "moves of the fleet" },
  ];
}

function linkOf({ source, target }: Way): string {
  return `link ${source} ${target}`;
}

function take(taken: Map<string, Queued[]>, move: Queued): void {
  const limits = { hostOut: 0, hostIn: 0, link: 0, fleet: 0 };
  for (const { key } of placesOf(move, limits)) takeAt(taken, key, move);
}

function takeAt(taken: Map<string, Queued[]>, key: string, move: Queued): void {
  const there = taken.get(key);
  if (there === undefined) taken.set(key, [move]);
  else there.push(move);
}

function countAt(taken: ReadonlyMap<string, readonly Queued[]>, key: string): number {
  return taken.get(key)?.length ?? 0;
}
