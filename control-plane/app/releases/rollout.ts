import type { HostId } from "@novacron/protocol/domain/ids";
import type { Rollout, RolloutHost } from "@novacron/protocol/domain/rollout";

/**
 * The upgrade of many agents, without I/O.
 *
 *   waiting ──asked──> sent ──new version reports──> returned ──newer samples──> healthy
 *                        └── agent refuses, goes back, or too late ──> failed: the rollout halts
 *
 * A wave is asked only when every host of the waves before it is healthy, so that a bad release stops at its canaries.
 */
export interface SeenHost {
  readonly version: string;
  readonly isOnline: boolean;
  /** Time of the newest stored sample, by the agent's clock. */
  readonly lastSampleAt: number | null;
  /** What the agent says of the last upgrade that it undid, of this rollout or an earlier one. */
  readonly undone: { readonly text: string; readonly since: number } | null;
}

/** Beside what is stored: forgotten at a restart, and found again. */
export interface RolloutMemory {
  readonly sampleAtReturn: ReadonlyMap<HostId, number>;
  readonly resendAt: ReadonlyMap<HostId, number>;
}

export interface RolloutNow {
  readonly rollout: Rollout;
  readonly memory: RolloutMemory;
}

export type RolloutEvent =
  | { readonly type: "tick"; readonly seen: (host: HostId) => SeenHost | null }
  /** An agent took the order and begins anew, or cannot. */
  | { readonly type: "taken"; readonly host: HostId }
  | { readonly type: "refused"; readonly host: HostId; readonly problem: string }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  | { readonly type: "cancel" };

export const rolloutLimits = {
  resendMs: 10_000,
  /** For the fetch of a program over a thin line. */
  fetchMs: 600_000,
} as const;

export const noMemory: RolloutMemory = { sampleAtReturn: new Map(), resendAt: new Map() };

/** The next rollout, and the hosts to which the order is sent now. */
export function stepRollout(
  now: RolloutNow,
  event: RolloutEvent,
  nowMs: number,
): readonly [RolloutNow, readonly HostId[]] {
  const { rollout } = now;
  if (rollout.state !== "running" && rollout.state !== "paused") return [now, []];
  switch (event.type) {
    case "pause":
      return [{ ...now, rollout: { ...rollout, state: "paused" } }, []];
    case "resume":
      return [{ ...now, rollout: { ...rollout, state: "running" } }, []];
    case "cancel":
      return [{ ...now, rollout: { ...rollout, state: "cancelled", endedAt: nowMs } }, []];
    case "taken": {
      const resendAt = new Map(now.memory.resendAt).set(event.host, Number.POSITIVE_INFINITY);
      return [{ ...now, memory: { ...now.memory, resendAt } }, []];
    }
    case "refused":
      return [settle(now, fail(event.host, event.problem, nowMs), nowMs), []];
    case "tick":
      return tick(now, event.seen, nowMs);
  }
}

type Change = (one: RolloutHost) => RolloutHost;

function fail(host: HostId, problem: string, nowMs: number): Change {
  return (one) =>
    one.host === host && one.state === "sent"
      ? { ...one, state: "failed", problem, endedAt: nowMs }
      : one;
}

function settle(now: RolloutNow, change: Change, nowMs: number): RolloutNow {
  const hosts = now.rollout.hosts.map(change);
  const isDone = hosts.every(({ state }) => state === "healthy" || state === "skipped");
  const isHalted = hosts.some(({ state }) => state === "failed");
  const ended = isHalted ? "halted" : isDone ? "done" : null;
  const end = ended === null ? {} : ({ state: ended, endedAt: nowMs } as const);
  return { ...now, rollout: { ...now.rollout, hosts, ...end } };
}

function tick(
  before: RolloutNow,
  seen: (host: HostId) => SeenHost | null,
  nowMs: number,
): readonly [RolloutNow, readonly HostId[]] {
  const sampleAtReturn = new Map(before.memory.sampleAtReturn);
  const resendAt = new Map(before.memory.resendAt);
  const look = (one: RolloutHost): RolloutHost =>
    looked(one, { seen: seen(one.host), sampleAtReturn, nowMs, rollout: before.rollout });
  const now = settle({ ...before, memory: { sampleAtReturn, resendAt } }, look, nowMs);
  if (now.rollout.state !== "running") return [now, []];
  const wave = Math.min(...now.rollout.hosts.flatMap((one) => (isOpen(one) ? [one.wave] : [])));
  const send: HostId[] = [];
  const hosts = now.rollout.hosts.map((one): RolloutHost => {
    const isDue = nowMs >= (resendAt.get(one.host) ?? 0);
    if (one.wave !== wave || !(one.state === "waiting" || one.state === "sent") || !isDue)
      return one;
    send.push(one.host);
    resendAt.set(one.host, nowMs + rolloutLimits.resendMs);
    if (one.state === "sent") return one;
    const undoneBefore = seen(one.host)?.undone?.since;
    const known = undoneBefore === undefined ? {} : { undoneBefore };
    return { ...one, ...known, state: "sent", sentAt: nowMs };
  });
  return [{ ...now, rollout: { ...now.rollout, hosts } }, send];
}

interface Look {
  readonly seen: SeenHost | null;
  readonly sampleAtReturn: Map<HostId, number>;
  readonly nowMs: number;
  readonly rollout: Rollout;
}

function looked(one: RolloutHost, { seen, sampleAtReturn, nowMs, rollout }: Look): RolloutHost {
  if (one.state !== "sent" && one.state !== "returned") return one;
  const isNew = seen?.isOnline === true && seen.version === rollout.version;
  if (isNew) {
    const first = sampleAtReturn.get(one.host);
    const newest = seen.lastSampleAt ?? 0;
    if (first === undefined) sampleAtReturn.set(one.host, newest);
    else if (newest > first) return { ...one, state: "healthy", endedAt: nowMs };
  }
  const failed = (problem: string): RolloutHost => ({
    ...one,
    state: "failed",
    problem,
    endedAt: nowMs,
  });
  const undone = seen?.isOnline === true && !isNew ? seen.undone : null;
  if (undone !== null && undone.since !== one.undoneBefore) return failed(undone.text);
  const allowedMs = rolloutLimits.fetchMs + 2 * rollout.confirmWithinMs;
  if (nowMs - (one.sentAt ?? nowMs) > allowedMs) {
    return failed(`it did not come back with ${rollout.version} in time`);
  }
  return isNew ? { ...one, state: "returned" } : one;
}

function isOpen({ state }: RolloutHost): boolean {
  return state === "waiting" || state === "sent" || state === "returned";
}
