import { encodeFrame, MESSAGE, STATUS } from "./header.ts";

/** "keep" in ASCII: the program both sides ping each other with. */
export const KEEPALIVE_PROGRAM = 0x6b656570;
export const KEEPALIVE_VERSION = 1;
export const PING = 1;
export const PONG = 2;

export interface KeepaliveOptions {
  /** Silence after which a ping is sent. */
  readonly intervalMs: number;
  /** Pings in a row that may go unanswered; then the connection counts as dead. */
  readonly missesMax: number;
}

export interface KeepaliveState {
  readonly heard: boolean;
  readonly misses: number;
}

export const keepaliveStart: KeepaliveState = { heard: true, misses: 0 };

/** What arrived, whatever it was, shows that the other side lives. */
export const keepaliveHeard: KeepaliveState = { heard: true, misses: 0 };

/** Once per interval: what to do now. Anything heard within the interval saves the ping. */
export function keepaliveTick(
  state: KeepaliveState,
  missesMax: number,
): { state: KeepaliveState; action: "none" | "ping" | "dead" } {
  if (state.heard) return { state: { heard: false, misses: 0 }, action: "none" };
  if (state.misses >= missesMax) return { state, action: "dead" };
  return { state: { heard: false, misses: state.misses + 1 }, action: "ping" };
}

export function keepaliveFrame(procedure: typeof PING | typeof PONG): Buffer {
  return encodeFrame({
    program: KEEPALIVE_PROGRAM,
    version: KEEPALIVE_VERSION,
    procedure,
    type: MESSAGE.message,
    serial: 0,
    status: STATUS.ok,
  });
}
