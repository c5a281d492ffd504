import type { ErrorCode } from "@novacron/protocol/errors/codes";
import type { OutboxLimits } from "./limits.ts";

/**
 * The outbox's decisions, without I/O. What is true of it at any moment:
 *
 *   acked ... | rows on disk: sent, not acked | rows on disk: not sent | tail in memory: not written
 *             ^ first                         ^ sentUpTo               ^ last row          ^ nextSeq
 *
 * An entry is sent only when it is on disk, and forgotten only when the control plane says that it is
 * stored, or when it has to make room: then oldest first and counted. PUBACK frees the window, no more.
 * While the disk is full the tail keeps the newest, so that room regained is used at once.
 *
 * An acknowledgement beyond every seq that was given means that the files are an older copy than what the
 * control plane has seen: what is numbered on from there would be taken for repetitions and lost. Then a
 * new boot begins (`renew`, `renewed`), once in a life; what this life made is told again under it.
 */
export interface OutboxRow {
  readonly seq: number;
  readonly bytes: number;
  /** Monotonic time of its birth, reckoned backwards for entries of an earlier life. */
  readonly bornMs: number;
}

export interface Dropped {
  /** Pushed out by newer ones, because the outbox is full. */
  readonly full: number;
  readonly old: number;
  /** Pushed out of memory while the disk took nothing. */
  readonly unwritten: number;
  /** On disk, but not readable any more. */
  readonly damaged: number;
  /** Of this life, and more than is carried over into a new boot. */
  readonly aside: number;
}

export interface OutboxState {
  readonly boot: string;
  readonly nextSeq: number;
  readonly rows: readonly OutboxRow[];
  readonly rowBytes: number;
  readonly tail: readonly OutboxRow[];
  readonly tailBytes: number;
  /** Seq whose write is under way: always the first of the tail. */
  readonly writing: number | null;
  readonly problem: ErrorCode | null;
  readonly retryWriteAtMs: number | null;
  readonly syncAtMs: number | null;
  readonly syncing: boolean;
  readonly connected: boolean;
  /** Counts connections, so that an answer from an old one is not taken for one of this. */
  readonly link: number;
  readonly sentUpTo: number;
  /** Highest seq that may ever have been sent; an acknowledgement above it is not believed. */
  readonly sentEver: number;
  readonly inFlight: readonly number[];
  /** How many may be sent ahead of the first unacknowledged; 1 after a timeout, then it doubles. */
  readonly ahead: number;
  readonly silences: number;
  readonly deadlineMs: number | null;
  readonly holdUntilMs: number | null;
  readonly dropped: Dropped;
  /** `asked`: nothing is written or sent until the new boot has begun. */
  readonly renewal: "none" | "asked" | "done";
}

export type OutboxEvent =
  | { readonly type: "append"; readonly seq: number; readonly bytes: number }
  | { readonly type: "written"; readonly seq: number }
  | { readonly type: "write-failed"; readonly seq: number; readonly code: ErrorCode }
  | { readonly type: "synced"; readonly ok: boolean }
  | { readonly type: "connected" }
  | { readonly type: "disconnected" }
  | { readonly type: "taken"; readonly seq: number; readonly link: number }
  | { readonly type: "not-taken"; readonly seq: number; readonly link: number }
  | { readonly type: "unreadable"; readonly seq: number }
  | { readonly type: "ack"; readonly boot: string; readonly upTo: number }
  /** The control plane came back: no need to wait for the deadline. */
  | { readonly type: "hurry" }
  /** A new boot has begun; `lost` entries of this life could not be carried over. */
  | { readonly type: "renewed"; readonly boot: string; readonly lost: number }
  | { readonly type: "renew-failed" }
  | { readonly type: "wake" };

export type OutboxEffect =
  | { readonly type: "write"; readonly seq: number }
  | { readonly type: "send"; readonly seq: number; readonly link: number }
  | { readonly type: "trim"; readonly upTo: number }
  | { readonly type: "sync" }
  | { readonly type: "renew"; readonly upTo: number }
  | { readonly type: "forget"; readonly seqs: readonly number[]; readonly why: keyof Dropped };

export type OutboxStep = readonly [OutboxState, readonly OutboxEffect[]];

export interface OutboxOpened {
  readonly boot: string;
  readonly nextSeq: number;
  readonly rows: readonly OutboxRow[];
}

const startAhead = 4;

export function openOutbox({ boot, nextSeq, rows }: OutboxOpened): OutboxState {
  return {
    boot,
    nextSeq,
    rows,
    rowBytes: rows.reduce((sum, row) => sum + row.bytes, 0),
    tail: [],
    tailBytes: 0,
    writing: null,
    problem: null,
    retryWriteAtMs: null,
    syncAtMs: null,
    syncing: false,
    connected: false,
    link: 0,
    sentUpTo: (rows[0]?.seq ?? nextSeq) - 1,
    sentEver: nextSeq - 1,
    inFlight: [],
    ahead: startAhead,
    silences: 0,
    deadlineMs: null,
    holdUntilMs: null,
    dropped: { full: 0, old: 0, unwritten: 0, damaged: 0, aside: 0 },
    renewal: "none",
  };
}

export function stepOutbox(
  state: OutboxState,
  event: OutboxEvent,
  { nowMs, limits }: { readonly nowMs: number; readonly limits: OutboxLimits },
): OutboxStep {
  const turn: Turn = { nowMs, limits, effects: [] };
  let next = apply(state, event, turn);
  next = dropOld(next, turn);
  next = pumpWrites(next, turn);
  next = pumpSends(next, turn);
  next = armSync(next, turn);
  return [next, turn.effects];
}

/** All up to it was acknowledged or given up. */
export function outboxFloor(state: OutboxState): number {
  return (state.rows[0]?.seq ?? state.tail[0]?.seq ?? state.nextSeq) - 1;
}

/** When `wake` is due next, or null. */
export function outboxWakeMs(state: OutboxState, limits: OutboxLimits): number | null {
  const times = [state.retryWriteAtMs, state.syncing ? null : state.syncAtMs];
  if (state.connected) times.push(state.deadlineMs, state.holdUntilMs);
  const first = state.rows[0];
  if (first !== undefined) times.push(first.bornMs + limits.maxAgeMs);
  return times.reduce<number | null>(
    (least, time) => (time !== null && (least === null || time < least) ? time : least),
    null,
  );
}

interface Turn {
  readonly nowMs: number;
  readonly limits: OutboxLimits;
  readonly effects: OutboxEffect[];
}

function apply(state: OutboxState, event: OutboxEvent, turn: Turn): OutboxState {
  switch (event.type) {
    case "append":
      return append(state, event, turn);
    case "written":
      return written(state, event.seq, turn);
    case "write-failed":
      if (state.writing !== event.seq) return state;
      return {
        ...state,
        writing: null,
        problem: event.code,
        retryWriteAtMs: turn.nowMs + turn.limits.writeRetryMs,
      };
    case "synced":
      return {
        ...state,
        syncing: false,
        syncAtMs: event.ok ? state.syncAtMs : turn.nowMs + turn.limits.writeRetryMs,
      };
    case "connected":
      return {
        ...rewind(state),
        connected: true,
        link: state.link + 1,
        inFlight: [],
        silences: 0,
        holdUntilMs: null,
      };
    case "disconnected":
      return { ...state, connected: false, inFlight: [], deadlineMs: null, ahead: startAhead };
    case "taken":
      if (event.link !== state.link) return state;
      return { ...state, inFlight: state.inFlight.filter((seq) => seq !== event.seq) };
    case "not-taken":
      return notTaken(state, event, turn);
    case "unreadable":
      return remove(state, (row) => row.seq === event.seq, { why: "damaged", turn });
    case "ack":
      return acked(state, event, turn);
    case "renewed":
      return renewed(state, event);
    case "renew-failed":
      return { ...state, renewal: "none" };
    case "hurry":
      return { ...state, silences: 0, deadlineMs: state.deadlineMs === null ? null : turn.nowMs };
    case "wake":
      return silence(state, turn);
  }
}

function append(
  state: OutboxState,
  { seq, bytes }: { readonly seq: number; readonly bytes: number },
  turn: Turn,
): OutboxState {
  const row = { seq, bytes, bornMs: turn.nowMs };
  const next: OutboxState = {
    ...state,
    nextSeq: seq + 1,
    tail: [...state.tail, row],
    tailBytes: state.tailBytes + bytes,
  };
  return boundTail(next, turn);
}

/** The tail's newest always stays, and so does the one whose write is under way. */
function boundTail(state: OutboxState, turn: Turn): OutboxState {
  const gone: number[] = [];
  let bytes = state.tailBytes;
  const last = state.tail.at(-1);
  const tail = state.tail.filter((row) => {
    const stays = bytes <= turn.limits.tailBytes || row.seq === state.writing || row === last;
    if (!stays) {
      bytes -= row.bytes;
      gone.push(row.seq);
    }
    return stays;
  });
  if (gone.length === 0) return state;
  turn.effects.push({ type: "forget", seqs: gone, why: "unwritten" });
  const dropped = { ...state.dropped, unwritten: state.dropped.unwritten + gone.length };
  return { ...state, tail, tailBytes: bytes, dropped };
}

/** Room for what is about to be written. */
function boundRows(state: OutboxState, incoming: number, turn: Turn): OutboxState {
  let excess = state.rowBytes + incoming - turn.limits.maxBytes;
  if (excess <= 0) return state;
  let upTo = 0;
  for (const row of state.rows) {
    if (excess <= 0) break;
    excess -= row.bytes;
    upTo = row.seq;
  }
  return remove(state, (row) => row.seq <= upTo, { why: "full", turn });
}

function dropOld(state: OutboxState, turn: Turn): OutboxState {
  const first = state.rows[0];
  const oldest = turn.nowMs - turn.limits.maxAgeMs;
  if (first === undefined || first.bornMs > oldest) return state;
  return remove(state, (row) => row.bornMs <= oldest, { why: "old", turn });
}

function written(state: OutboxState, seq: number, turn: Turn): OutboxState {
  const row = state.tail.find((one) => one.seq === seq);
  if (state.writing !== seq || row === undefined) return state;
  return {
    ...state,
    writing: null,
    problem: null,
    retryWriteAtMs: null,
    tail: state.tail.filter((one) => one !== row),
    tailBytes: state.tailBytes - row.bytes,
    rows: [...state.rows, row],
    rowBytes: state.rowBytes + row.bytes,
    syncAtMs: state.syncAtMs ?? turn.nowMs + turn.limits.syncDelayMs,
  };
}

function acked(
  state: OutboxState,
  { boot, upTo }: { readonly boot: string; readonly upTo: number },
  turn: Turn,
): OutboxState {
  if (boot !== state.boot || state.renewal === "asked") return state;
  if (upTo >= state.nextSeq && state.renewal === "none") {
    turn.effects.push({ type: "renew", upTo });
    return { ...state, renewal: "asked", inFlight: [], deadlineMs: null };
  }
  const trusted = Math.min(upTo, state.sentEver);
  const freed = state.rows.findIndex((row) => row.seq > trusted);
  const count = freed === -1 ? state.rows.length : freed;
  if (count === 0) return state;
  const rows = state.rows.slice(count);
  const bytes = state.rows.slice(0, count).reduce((sum, row) => sum + row.bytes, 0);
  turn.effects.push({ type: "trim", upTo: trusted });
  return {
    ...state,
    rows,
    rowBytes: state.rowBytes - bytes,
    sentUpTo: Math.max(state.sentUpTo, trusted),
    inFlight: state.inFlight.filter((seq) => seq > trusted),
    ahead: Math.min(state.ahead * 2, turn.limits.maxAhead),
    silences: 0,
    deadlineMs: null,
    holdUntilMs: null,
    syncAtMs: rows.length === 0 ? null : state.syncAtMs,
  };
}

/** Everything that waits is told anew by the shell, so the new boot begins empty. */
function renewed(
  state: OutboxState,
  { boot, lost }: { readonly boot: string; readonly lost: number },
): OutboxState {
  const { connected, dropped } = state;
  return {
    ...openOutbox({ boot, nextSeq: 1, rows: [] }),
    connected,
    link: state.link + 1,
    dropped: { ...dropped, aside: dropped.aside + lost },
    renewal: "done",
  };
}

function remove(
  state: OutboxState,
  goes: (row: OutboxRow) => boolean,
  { why, turn }: { readonly why: keyof Dropped; readonly turn: Turn },
): OutboxState {
  const gone = state.rows.filter(goes);
  const last = gone.at(-1);
  if (last === undefined) return state;
  const rows = state.rows.filter((row) => !goes(row));
  turn.effects.push({ type: "forget", seqs: gone.map((row) => row.seq), why });
  if (rows[0] === undefined || rows[0].seq > last.seq) {
    turn.effects.push({ type: "trim", upTo: last.seq });
  }
  return {
    ...state,
    rows,
    rowBytes: state.rowBytes - gone.reduce((sum, row) => sum + row.bytes, 0),
    inFlight: state.inFlight.filter((seq) => !gone.some((row) => row.seq === seq)),
    dropped: { ...state.dropped, [why]: state.dropped[why] + gone.length },
  };
}

function notTaken(
  state: OutboxState,
  { seq, link }: { readonly seq: number; readonly link: number },
  turn: Turn,
): OutboxState {
  if (link !== state.link || !state.inFlight.includes(seq)) return state;
  const silences = state.silences + 1;
  return {
    ...state,
    inFlight: state.inFlight.filter((one) => one !== seq),
    sentUpTo: Math.min(state.sentUpTo, seq - 1),
    ahead: 1,
    silences,
    holdUntilMs: turn.nowMs + patience(silences, turn.limits),
  };
}

/** No acknowledgement in time: begin again at the first, one at a time, and wait longer each time. */
function silence(state: OutboxState, turn: Turn): OutboxState {
  let next = state;
  if (next.retryWriteAtMs !== null && next.retryWriteAtMs <= turn.nowMs) {
    next = { ...next, retryWriteAtMs: null };
  }
  if (next.holdUntilMs !== null && next.holdUntilMs <= turn.nowMs) {
    next = { ...next, holdUntilMs: null };
  }
  if (!next.connected || next.deadlineMs === null || next.deadlineMs > turn.nowMs) return next;
  const silences = next.silences + 1;
  return { ...rewind(next), silences, ahead: 1, deadlineMs: null };
}

function rewind(state: OutboxState): OutboxState {
  const first = state.rows[0];
  if (first === undefined) return { ...state, deadlineMs: null };
  return { ...state, sentUpTo: Math.min(state.sentUpTo, first.seq - 1), deadlineMs: null };
}

function patience(silences: number, limits: OutboxLimits): number {
  return Math.min(limits.ackTimeoutMs * 2 ** Math.min(silences, 10), limits.maxBackoffMs);
}

function pumpWrites(state: OutboxState, turn: Turn): OutboxState {
  const first = state.tail[0];
  if (state.renewal === "asked") return state;
  if (first === undefined || state.writing !== null || state.retryWriteAtMs !== null) return state;
  const next = boundRows(state, first.bytes, turn);
  turn.effects.push({ type: "write", seq: first.seq });
  return { ...next, writing: first.seq };
}

function pumpSends(state: OutboxState, turn: Turn): OutboxState {
  if (!state.connected || state.holdUntilMs !== null || state.renewal === "asked") return state;
  const { limits } = turn;
  let { sentUpTo, inFlight } = state;
  let ahead = 0;
  let aheadBytes = 0;
  let before: number | null = null;
  for (const row of state.rows) {
    // Beyond a gap the receiver takes nothing until all before it is acknowledged and the floor has risen.
    if (before !== null && row.seq !== before + 1) break;
    before = row.seq;
    const isSent = row.seq <= sentUpTo;
    if (!isSent) {
      const fits = ahead === 0 || aheadBytes + row.bytes <= limits.maxAheadBytes;
      if (ahead >= state.ahead || inFlight.length >= limits.window || !fits) break;
      // What the broker still has in hand is not given to it twice.
      if (!inFlight.includes(row.seq)) {
        turn.effects.push({ type: "send", seq: row.seq, link: state.link });
        inFlight = [...inFlight, row.seq];
      }
      sentUpTo = row.seq;
    }
    ahead += 1;
    aheadBytes += row.bytes;
    if (ahead >= limits.maxAhead) break;
  }
  const waits = state.rows[0] !== undefined && state.rows[0].seq <= sentUpTo;
  const deadlineMs = waits
    ? (state.deadlineMs ?? turn.nowMs + patience(state.silences, limits))
    : null;
  return { ...state, sentUpTo, inFlight, deadlineMs, sentEver: Math.max(state.sentEver, sentUpTo) };
}

function armSync(state: OutboxState, turn: Turn): OutboxState {
  if (state.syncing || state.syncAtMs === null || state.syncAtMs > turn.nowMs) return state;
  if (state.rows.length === 0) return { ...state, syncAtMs: null };
  turn.effects.push({ type: "sync" });
  return { ...state, syncing: true, syncAtMs: null };
}
