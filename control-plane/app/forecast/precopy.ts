/** One pre-copy of memory with every number known. */
export interface Precopy {
  /** Memory that is not all zeroes: what the first pass sends. */
  readonly filledBytes: number;
  /** All memory: what the first pass reads. */
  readonly memoryBytes: number;
  readonly dirtyBytesPerSecond: number;
  /** Distinct memory that is written over and over. */
  readonly workingSetBytes: number;
  /** What memory flows at, under the limit. */
  readonly bytesPerSecond: number;
  /** What the last part flows at: QEMU lifts its limit for it. */
  readonly linkBytesPerSecond: number;
  readonly maxPauseMs: number;
  /** What is allowed to begin with; doubled as the agent does where passes do not come down to it. */
  readonly firstPauseMs: number;
  readonly giveUpAfterMs: number;
  /** Given up as well when a pass ends and none was the smallest for so long. */
  readonly stallAfterMs: number;
  readonly autoConverge: boolean;
  /** Share of a page sent again that is left after compression, 1 without. */
  readonly resendShare: number;
}

export interface PrecopyRun {
  readonly converged: boolean;
  /** Until the guest is stopped for the last part, or until it is given up. */
  readonly flowMs: number;
  /** The last part on the wire, with the guest stopped. */
  readonly lastMs: number;
  readonly bytes: number;
  readonly passes: number;
}

/** QEMU sends for so long between two looks at what is left (MAX_WAIT in migration/ram.c). */
const lookMs = 50;
/** The first pass looks at every page; pages of zeroes cost that look alone. */
const scanBytesPerSecond = 3e9;
const passesMax = 600;
/** A pass that is hardly smaller than the one before is so by chance. */
const shrunk = 0.99;
/** libvirt leaves QEMU's own steps of auto-converge: first 20 %, then 10 more, at most 99. */
const throttleFirst = 0.2;
const throttleStep = 0.1;
const throttleMost = 0.99;
/** QEMU judges a period of at least so long, and slows the guest at every second bad one. */
const throttlePeriodMs = 1_000;

/**
 * The passes of QEMU's pre-copy: memory is sent until what is left would fit the allowed pause; then the
 * pages written meanwhile are counted in, and if it still fits, the guest is stopped for the rest. Where only the longest
 * pause would do, twice as much is allowed from then on.
 */
export function runPrecopy(move: Precopy): PrecopyRun {
  const perMs = move.bytesPerSecond / 1_000;
  const longest = perMs * move.maxPauseMs;
  let threshold = Math.min(longest, perMs * move.firstPauseMs);
  const brake = new Brake(move.autoConverge);
  let left = move.filledBytes;
  let flowMs = 0;
  let bytes = 0;
  let passes = 0;
  let least = { left: Number.POSITIVE_INFINITY, atMs: 0 };
  while (
    passes < passesMax &&
    flowMs < move.giveUpAfterMs &&
    flowMs - least.atMs < move.stallAfterMs
  ) {
    passes += 1;
    const resent = passes === 1 ? 1 : move.resendShare;
    // On average half of a look is sent past the threshold before QEMU sees it.
    const send = Math.min(left, Math.max(left - threshold, 0) + (perMs * lookMs) / 2 / resent);
    const scanMs = passes === 1 ? (move.memoryBytes / scanBytesPerSecond) * 1_000 : 0;
    const ms = Math.max((send * resent) / perMs + scanMs, send > 0 ? 1 : lookMs / 2);
    const kept = left - send;
    const dirtied = written(move, ms, brake.speed);
    // What is written and still waits is sent once.
    const overlap = Math.min(1, kept / Math.max(move.workingSetBytes, 1));
    left = kept + dirtied * (1 - overlap);
    flowMs += ms;
    bytes += send * resent;
    if (left <= threshold) {
      const lastMs = (left * resent * 1_000) / move.linkBytesPerSecond;
      return { converged: true, flowMs, lastMs, bytes: bytes + left * resent, passes };
    }
    if (left <= longest) threshold = Math.min(longest, threshold * 2);
    if (left < least.left * shrunk) least = { left, atMs: flowMs };
    brake.after(ms, dirtied, send * resent);
  }
  const lastMs = (longest * 1_000) / move.linkBytesPerSecond;
  return { converged: false, flowMs, lastMs, bytes, passes };
}

/** Pages written in a time: many writes hit pages already written, so it levels off at the working set. */
function written(move: Precopy, ms: number, speed: number): number {
  const set = Math.max(move.workingSetBytes, 1);
  return set * -Math.expm1((-move.dirtyBytesPerSecond * speed * ms) / 1_000 / set);
}

/** QEMU's auto-converge: slows the guest's processors while it writes half as fast as memory is sent. */
class Brake {
  readonly #isOn: boolean;
  #throttle = 0;
  #periodMs = 0;
  #dirtied = 0;
  #sent = 0;
  #bad = 0;

  constructor(isOn: boolean) {
    this.#isOn = isOn;
  }

  get speed(): number {
    return 1 - this.#throttle;
  }

  after(ms: number, dirtied: number, sent: number): void {
    if (!this.#isOn) return;
    this.#periodMs += ms;
    this.#dirtied += dirtied;
    this.#sent += sent;
    if (this.#periodMs < throttlePeriodMs) return;
    if (this.#dirtied > this.#sent / 2) this.#bad += 1;
    if (this.#bad >= 2) {
      this.#bad = 0;
      const more = this.#throttle === 0 ? throttleFirst : throttleStep;
      this.#throttle = Math.min(throttleMost, this.#throttle + more);
    }
    this.#periodMs = 0;
    this.#dirtied = 0;
    this.#sent = 0;
  }
}
