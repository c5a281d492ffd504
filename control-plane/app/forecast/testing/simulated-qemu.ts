import type { Random } from "../../placement/random.ts";

/** A guest and a move of it, as they really are: what no forecaster is told. */
export interface TrueMove {
  readonly memoryBytes: number;
  readonly filledBytes: number;
  readonly writer: "random" | "in-turn";
  readonly dirtyBytesPerSecond: number;
  readonly workingSetBytes: number;
  readonly backgroundBytesPerSecond: number;
  readonly linkBytesPerSecond: number;
  readonly limitBytesPerSecond: number;
  readonly maxPauseMs: number;
  readonly firstPauseMs: number;
  readonly giveUpAfterMs: number;
  readonly autoConverge: boolean;
  readonly deviceStateMs: number;
  /** Relative unrest of the link and of the guest. */
  readonly unrest: number;
}

export interface TrueRun {
  readonly converged: boolean;
  readonly ms: number;
  readonly pauseMs: number;
  readonly bytes: number;
  readonly iterations: number;
}

export const pageBytes = 65_536;
const stepMs = 10;
const lookEvery = 5;
/** Who watches the move looks so often near its end. */
const watchEvery = 10;
const stalledMs = 30_000;

/**
 * QEMU's pre-copy page by page: a bitmap of what is to be sent, another of what was written since the last
 * synchronisation, a guest that writes and is slowed, a link that wavers. It shares no code with the forecaster.
 */
export function simulatePrecopy(move: TrueMove, random: Random): TrueRun {
  const guest = new Guest(move, random);
  const pages = Math.ceil(move.filledBytes / pageBytes);
  const toSend = new Uint8Array(pages).fill(1);
  let left = pages;
  let cursor = 0;
  let credit = 0;
  let ms = (move.memoryBytes / (1.5e9 + random.unit() * 2e9)) * 1_000;
  let sent = 0;
  let iterations = 1;
  let least = { left: pages, ms };
  const link = new Wavering(random, move.unrest, 300);
  let paced = Math.min(move.limitBytesPerSecond, move.linkBytesPerSecond);
  let allowedMs = move.firstPauseMs;
  const brake = { throttle: 0, bad: 0, sinceMs: ms, sent: 0 };
  for (let step = 1; ms < move.giveUpAfterMs; step += 1) {
    const now = move.linkBytesPerSecond * link.next(stepMs);
    const pace = Math.min(move.limitBytesPerSecond, now);
    paced += (pace - paced) * 0.1;
    credit += (pace * stepMs) / 1_000;
    for (; credit >= pageBytes && left > 0; credit -= pageBytes) {
      while (toSend[cursor] === 0) cursor = (cursor + 1) % pages;
      toSend[cursor] = 0;
      left -= 1;
      sent += 1;
    }
    guest.run(stepMs, 1 - brake.throttle);
    ms += stepMs;
    const fitting = (allowed: number) => (paced * allowed) / 1_000 / pageBytes;
    if (step % watchEvery === 0 && iterations > 1 && left <= fitting(move.maxPauseMs)) {
      allowedMs = Math.min(move.maxPauseMs, allowedMs * 2);
    }
    const threshold = fitting(allowedMs);
    if (step % lookEvery !== 0 || left > threshold) continue;
    iterations += 1;
    const dirtied = guest.sync(toSend);
    left += dirtied.fresh;
    if (left <= threshold) {
      const lastMs = (left * pageBytes * 1_000) / (move.linkBytesPerSecond * link.next(stepMs));
      const hiccup = random.below(100) < 4 ? 30 + random.unit() * 200 : 0;
      const pauseMs =
        lastMs + move.deviceStateMs * Math.exp(2.4 * move.unrest * gauss(random)) + hiccup;
      return {
        converged: true,
        ms: ms + pauseMs,
        pauseMs,
        bytes: (sent + left) * pageBytes,
        iterations,
      };
    }
    slow(brake, { ms, sent, written: dirtied.written, isOn: move.autoConverge });
    if (left < least.left * 0.98) least = { left, ms };
    else if (!move.autoConverge && ms - least.ms > stalledMs) break;
  }
  return { converged: false, ms, pauseMs: 0, bytes: sent * pageBytes, iterations };
}

function slow(
  brake: { throttle: number; bad: number; sinceMs: number; sent: number },
  now: { ms: number; sent: number; written: number; isOn: boolean },
): void {
  if (!now.isOn || now.ms - brake.sinceMs < 1_000) return;
  if (now.written > (now.sent - brake.sent) / 2) brake.bad += 1;
  if (brake.bad >= 2) {
    brake.bad = 0;
    brake.throttle = Math.min(0.99, brake.throttle === 0 ? 0.2 : brake.throttle + 0.1);
  }
  brake.sinceMs = now.ms;
  brake.sent = now.sent;
}

/** Writes pages, in turn or anywhere in its working set, and a few anywhere at all. */
class Guest {
  readonly #move: TrueMove;
  readonly #random: Random;
  readonly #log: Uint8Array;
  readonly #pace: Wavering;
  #written: number[] = [];
  #debt = 0;
  #background = 0;
  #at = 0;

  constructor(move: TrueMove, random: Random) {
    this.#move = move;
    this.#random = random;
    this.#log = new Uint8Array(Math.ceil(move.filledBytes / pageBytes));
    this.#pace = new Wavering(random, move.unrest * 2, 2_000);
  }

  run(ms: number, speed: number): void {
    const { dirtyBytesPerSecond, backgroundBytesPerSecond, workingSetBytes, writer } = this.#move;
    const set = Math.max(1, Math.min(this.#log.length, Math.round(workingSetBytes / pageBytes)));
    this.#debt += (dirtyBytesPerSecond * speed * this.#pace.next(ms) * ms) / 1_000 / pageBytes;
    for (; this.#debt >= 1; this.#debt -= 1) {
      this.#at = (this.#at + 1) % set;
      this.#write(writer === "in-turn" ? this.#at : this.#random.below(set));
    }
    this.#background += (backgroundBytesPerSecond * speed * ms) / 1_000 / pageBytes;
    for (; this.#background >= 1; this.#background -= 1)
      this.#write(this.#random.below(this.#log.length));
  }

  /** Marks what was written as to be sent again. */
  sync(toSend: Uint8Array): { readonly written: number; readonly fresh: number } {
    const written = this.#written.length;
    let fresh = 0;
    for (const page of this.#written) {
      if (toSend[page] === 0) fresh += 1;
      toSend[page] = 1;
      this.#log[page] = 0;
    }
    this.#written = [];
    return { written, fresh };
  }

  #write(page: number): void {
    if (this.#log[page] !== 0) return;
    this.#log[page] = 1;
    this.#written.push(page);
  }
}

/** A factor about 1 that wanders and comes back. */
export class Wavering {
  readonly #random: Random;
  readonly #spread: number;
  readonly #memoryMs: number;
  #log: number;

  constructor(random: Random, spread: number, memoryMs: number) {
    this.#random = random;
    this.#spread = spread;
    this.#memoryMs = memoryMs;
    this.#log = spread * gauss(random);
  }

  next(ms: number): number {
    const keep = Math.exp(-ms / this.#memoryMs);
    this.#log = keep * this.#log + this.#spread * Math.sqrt(1 - keep * keep) * gauss(this.#random);
    return Math.exp(this.#log);
  }
}

/** A standard normal number. */
export function gauss(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}
