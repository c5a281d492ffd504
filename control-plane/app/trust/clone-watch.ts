import type { HostId } from "@novacron/protocol/domain/ids";

/**
 * Tells two agents with one identity from one agent that restarts, without I/O. Each agent process has a
 * session id, and says `online` whenever it connects. A process that ended never speaks again. So A, then B,
 * then A again under one identity means that both live:
 *
 *   A online ── B online ── A online again (a later connect)  => cloned
 *   A online ── A online again ── A online again              => one agent, a bad line
 *   A online ── B online ── C online                          => one agent, restarted twice
 *
 * A broker may repeat a message that it was not told had arrived. A repeated one holds the time of its
 * making, so only an `online` made later than the last of its session counts. Times of one process are
 * compared with each other alone, so that a wrong clock neither hides a clone nor makes one.
 */
export interface CloneWatch {
  /** The newest sessions of a host, the last to come online first. */
  readonly sessions: readonly Seen[];
}

export interface Seen {
  readonly session: string;
  readonly at: number;
  /** What the agent says of the machine that it runs on, for the person who has to find the copy. */
  readonly evidence: string;
}

export const unwatched: CloneWatch = { sessions: [] };
const kept = 8;

export function stepClone(
  watch: CloneWatch,
  seen: Seen,
): readonly [CloneWatch, readonly string[] | null] {
  const known = watch.sessions.find((one) => one.session === seen.session);
  if (known !== undefined && seen.at <= known.at) return [watch, null];
  const others = watch.sessions.filter((one) => one.session !== seen.session);
  const next = { sessions: [seen, ...others].slice(0, kept) };
  const [newest] = watch.sessions;
  if (known === undefined || newest?.session === seen.session) return [next, null];
  return [next, evidenceOf(seen, newest)];
}

function evidenceOf(one: Seen, other: Seen | undefined): readonly string[] {
  return [one, other].flatMap((seen) => (seen === undefined ? [] : [seen.evidence]));
}

/** Of every host under watch; bounded by the number of hosts that ever joined. */
export type CloneWatches = Map<HostId, CloneWatch>;
