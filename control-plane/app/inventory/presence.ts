import type { HostState } from "@novacron/protocol/domain/host";
import type { HostStatus } from "@novacron/protocol/messages/report";

/**
 * Whether a host is there, without I/O.
 *
 *              status online, batch, report
 *   offline ────────────────────────────────> online <──── batch ────┐
 *      ^                                        │ no batch for       │
 *      │ last will, or nothing heard for 60 s   │ 3 intervals, 15 s  │
 *      └────────────────────────────────────────┴──────> stale ──────┘
 *
 * After a start of the control plane every host that was online is stale until it is heard. While the bus
 * itself is away silence proves nothing, so nobody becomes offline by it.
 */
export interface Presence {
  readonly state: HostState;
  /** Agent process whose word counts; an old will cannot put a newer one offline. */
  readonly session: string;
  /** False after a will of that session, until it or a newer one is heard saying otherwise. */
  readonly alive: boolean;
  /** Monotonic times. */
  readonly heardMs: number;
  readonly batchMs: number;
}

export const presenceLimits = { staleMs: 15_000, staleIntervals: 3, silentMs: 60_000 } as const;

export type PresenceEvent =
  | { readonly type: "status"; readonly status: HostStatus; readonly isPast: boolean }
  | { readonly type: "report"; readonly session: string; readonly isPast: boolean }
  | { readonly type: "batch" }
  | { readonly type: "command-event" }
  /** `busSinceMs`: since when the bus is there; null while it is away. */
  | { readonly type: "tick"; readonly intervalMs: number; readonly busSinceMs: number | null };

export function unheard(state: HostState, session: string, nowMs: number): Presence {
  return {
    state: state === "offline" ? "offline" : "stale",
    session,
    alive: state !== "offline",
    heardMs: nowMs,
    batchMs: nowMs - presenceLimits.staleMs,
  };
}

export function stepPresence(presence: Presence, event: PresenceEvent, nowMs: number): Presence {
  switch (event.type) {
    case "status":
      return event.isPast ? presence : onStatus(presence, event.status, nowMs);
    case "report":
      if (event.isPast) return presence;
      // A retained report of a dead agent comes again with every connect: only its will tells.
      if (!presence.alive && event.session === presence.session) return presence;
      return { ...heard(presence, nowMs), session: event.session };
    case "batch":
      // Batches are never retained, so one that arrives was sent by a living agent.
      return { ...heard(presence, nowMs), state: "online", batchMs: nowMs };
    case "command-event":
      return heard(presence, nowMs);
    case "tick":
      return onTick(presence, event, nowMs);
  }
}

function onStatus(presence: Presence, status: HostStatus, nowMs: number): Presence {
  if (status.state === "online") {
    const isNew = status.session !== presence.session;
    const batchMs = isNew || !presence.alive ? nowMs : presence.batchMs;
    return { ...heard(presence, nowMs), session: status.session, state: "online", batchMs };
  }
  if (status.session !== presence.session && presence.session !== "") return presence;
  return { ...presence, session: status.session, alive: false, state: "offline" };
}

function heard(presence: Presence, nowMs: number): Presence {
  const state = presence.state === "offline" ? "online" : presence.state;
  return { ...presence, alive: true, heardMs: nowMs, state };
}

function onTick(
  presence: Presence,
  event: Extract<PresenceEvent, { type: "tick" }>,
  nowMs: number,
): Presence {
  if (presence.state === "offline") return presence;
  const staleAfter = Math.max(
    presenceLimits.staleMs,
    presenceLimits.staleIntervals * event.intervalMs,
  );
  const silentAfter = Math.max(presenceLimits.silentMs, 2 * staleAfter);
  const { busSinceMs } = event;
  if (busSinceMs !== null && nowMs - Math.max(presence.heardMs, busSinceMs) >= silentAfter) {
    return { ...presence, state: "offline" };
  }
  const state = nowMs - presence.batchMs >= staleAfter ? "stale" : "online";
  return state === presence.state ? presence : { ...presence, state };
}
