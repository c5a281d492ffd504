import type { HostId } from "@novacron/protocol/domain/ids";
import type {
  MigrationAdjustment,
  MigrationMeasured,
  MigrationOptions,
  MigrationProgress,
} from "@novacron/protocol/domain/migration";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import { type AllowedPause, firstPause, stepPause } from "../core/allowed-pause.ts";
import { defaultStallAfterMs, type MoveWatch, stepMove, watchMove } from "../core/move-watch.ts";
import type { Clock } from "../ports/clock.ts";
import type { Performed } from "../ports/migration.ts";
import type { SimFaults } from "./sim-faults.ts";
import type { Expected, SimIncoming } from "./sim-incoming.ts";
import type { SimMachine } from "./sim-machine.ts";
import type { SimNetwork } from "./sim-network.ts";
import type { SimPower } from "./sim-power.ts";

export interface SimMoveParts {
  readonly clock: Clock;
  readonly power: SimPower;
  readonly faults: SimFaults;
  readonly network: SimNetwork;
  readonly host: HostId;
  readonly target: HostId;
  readonly machine: SimMachine;
  /** Null for a move within the host. */
  readonly expected: Expected | null;
  /** Pool to which the disk goes, or null. */
  readonly place: string | null;
  readonly options: MigrationOptions;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly dirtyBytesPerSecond: () => number;
  readonly linkBytesPerSecond: number;
}

const tickMs = 250;
const finishMs = 40;
const defaultPauseMs = 300;
/** How long two halves of a machine wait for each other in post-copy. */
const postCopyPatience = 120;

/**
 * One move out of a simulated host. It is libvirt's, so it goes on when the agent that asked for it is gone.
 *
 *   copying ──> switching ──> done
 *      │            └──> held ──> let go, or gone
 *      ├──> post-copy ──> done
 *      └──> failed
 */
export class SimMove {
  stage: "copying" | "switching" | "post-copy" | "held" | "done" | "failed" = "copying";
  readonly ended: Promise<Performed>;
  onProgress: (progress: MigrationProgress) => void = () => undefined;
  readonly #parts: SimMoveParts;
  readonly #settle = Promise.withResolvers<Performed>();
  readonly #begunMs: number;
  readonly #begunAs: "running" | "paused" | "shutoff";
  #watch: MoveWatch;
  #bandwidth: number;
  #pause: AllowedPause;
  #memoryLeft: number;
  #diskLeft: number;
  #written = 0;
  #pass = 1;
  #sent = 0;
  #throttle = 0;
  #silentTicks = 0;
  #wantsPostCopy = false;
  #isCancelled = false;

  constructor(parts: SimMoveParts) {
    this.#parts = parts;
    this.ended = this.#settle.promise;
    // Whoever asked may be gone.
    this.ended.catch(() => undefined);
    const { clock, options, linkBytesPerSecond } = parts;
    this.#begunMs = clock.monotonicMs();
    this.#watch = watchMove(this.#begunMs);
    const { state, isAlive } = parts.machine;
    this.#begunAs = state === "running" ? "running" : isAlive ? "paused" : "shutoff";
    this.#bandwidth = Math.min(
      options.bandwidthBytesPerSecond ?? linkBytesPerSecond,
      linkBytesPerSecond,
    );
    this.#pause = firstPause(options.maxPauseMs ?? defaultPauseMs);
    this.#memoryLeft = parts.machine.isAlive ? parts.memoryBytes : 0;
    this.#diskLeft = parts.diskBytes;
  }

  get isUnderWay(): boolean {
    return this.stage === "copying" || this.stage === "switching" || this.stage === "post-copy";
  }

  start(): void {
    const { machine, expected } = this.#parts;
    machine.job = "migration-out";
    if (expected === null) machine.job = "block-copy";
    else this.#way()?.begin(expected, machine);
    this.#later(tickMs, () => this.#tick());
  }

  /** libvirt's AbortJob: too late once the machine is switched over. */
  cancel(): void {
    this.#isCancelled = true;
  }

  adjust({ bandwidthBytesPerSecond, maxPauseMs, postCopy }: MigrationAdjustment): void {
    const { linkBytesPerSecond, options } = this.#parts;
    if (postCopy === true && options.postCopy !== true) {
      throw new NovaError("ACTION_NOT_POSSIBLE", "switch a move to post-copy", {
        next: "Begin the move with post-copy allowed",
      });
    }
    if (bandwidthBytesPerSecond !== undefined) {
      this.#bandwidth = Math.min(bandwidthBytesPerSecond, linkBytesPerSecond);
    }
    if (maxPauseMs !== undefined) this.#pause = { ms: maxPauseMs, longestMs: maxPauseMs };
    if (postCopy === true) this.#wantsPostCopy = true;
  }

  /** The host goes down, or QEMU dies: the connection ends with it. */
  die(): void {
    if (!this.isUnderWay) return;
    if (this.stage === "post-copy") this.#loseMemory();
    else {
      this.#loseIncoming();
      this.#fail(new NovaError("LIBVIRT_ERROR", "move a machine whose host or QEMU ended"));
    }
  }

  /** A held copy: the target has sworn that it runs nothing, so this one goes on. */
  letGo(): void {
    this.stage = "failed";
    this.#parts.power.goOn(this.#parts.machine);
  }

  /** A held copy: the target runs the machine, so this one ends without ever waking. */
  destroyHeld(): void {
    this.stage = "done";
    this.#parts.power.leave(this.#parts.machine, true);
  }

  #tick(): void {
    const { machine, faults } = this.#parts;
    if (!this.isUnderWay) return;
    if (this.stage === "post-copy") return this.#postCopy();
    const failure = faults.moveFails.get(machine.spec.id);
    if (this.#isCancelled) return this.#undo(new NovaError("CANCELLED", this.#attempted()));
    if (failure !== undefined) return this.#undo(this.#failure(failure));
    const way = this.#way();
    if (way === null) return this.#undo(this.#failure("the connection to the target is lost"));
    const stage = this.#parts.expected?.stage ?? "incoming";
    if (stage !== "incoming") {
      return this.#undo(this.#failure("the target closed the connection"));
    }
    this.#copy(tickMs / 1_000);
    this.onProgress(this.#progress());
    if (this.#judge()) return;
    this.#pause = stepPause(this.#pause, this.#progress());
    if (this.#diskLeft <= 0 && this.#parts.expected === null) return this.#pivot();
    if (this.#diskLeft <= 0 && this.#expectedPauseMs() <= this.#pause.ms) {
      return this.#switchOver();
    }
    this.#later(tickMs, () => this.#tick());
  }

  /** Disks first, then memory in passes over what was written meanwhile, as QEMU does. */
  #copy(seconds: number): void {
    const { machine, memoryBytes, dirtyBytesPerSecond, options } = this.#parts;
    const budget = this.#bandwidth * seconds;
    this.#sent += budget;
    const isActive = machine.state === "running";
    const dirty = isActive ? dirtyBytesPerSecond() * (1 - this.#throttle) * seconds : 0;
    const ofDisk = Math.min(this.#diskLeft, budget);
    this.#diskLeft -= ofDisk;
    this.#written = Math.min(memoryBytes, this.#written + dirty);
    this.#memoryLeft -= budget - ofDisk;
    if (this.#memoryLeft > 0) return;
    this.#memoryLeft = this.#written;
    this.#written = 0;
    this.#pass += 1;
    if (options.autoConverge === true && this.#pass > 3) {
      this.#throttle = Math.min(0.99, this.#throttle + 0.2);
    }
  }

  /** True where it is over by that. */
  #judge(): boolean {
    const { options, clock } = this.#parts;
    const limits = {
      giveUpAfterMs: options.giveUpAfterMs ?? null,
      stallAfterMs: options.stallAfterMs ?? defaultStallAfterMs,
      postCopy: options.postCopy === true,
    };
    const turn = { nowMs: clock.monotonicMs(), limits };
    const [watch, effect] = stepMove(this.#watch, this.#progress(), turn);
    this.#watch = watch;
    if (effect?.type === "post-copy") this.#wantsPostCopy = true;
    if (effect?.type === "abort") {
      const cause = new Error(effect.why);
      this.#undo(new NovaError("MIGRATION_NOT_CONVERGED", this.#attempted(), { cause }));
      return true;
    }
    if (!this.#wantsPostCopy || this.#diskLeft > 0) return false;
    this.stage = "post-copy";
    this.#parts.power.switchOver(this.#parts.machine);
    if (!this.#finish(this.#way())) {
      this.#undo(this.#failure("what had come to the target is gone"));
      return true;
    }
    this.#later(tickMs, () => this.#tick());
    return true;
  }

  #postCopy(): void {
    if (this.#way() === null) {
      this.#silentTicks += 1;
      if (this.#silentTicks > postCopyPatience) return this.#loseMemory();
      return void this.#later(tickMs, () => this.#tick());
    }
    this.#silentTicks = 0;
    const budget = (this.#bandwidth * tickMs) / 1_000;
    this.#sent += budget;
    this.#memoryLeft -= budget;
    this.onProgress(this.#progress());
    if (this.#memoryLeft > 0) return void this.#later(tickMs, () => this.#tick());
    this.#confirm(finishMs, true);
  }

  /** Within the host nothing but the disk changes. */
  #pivot(): void {
    const { machine, place, power } = this.#parts;
    this.stage = "done";
    machine.job = null;
    machine.pool = place ?? machine.pool;
    power.changed(machine, "defined/updated");
    this.#settle.resolve({ measured: this.#measured(0), postCopy: false });
  }

  #switchOver(): void {
    const { power, machine, faults } = this.#parts;
    const pauseMs = this.#expectedPauseMs();
    this.stage = "switching";
    if (machine.isAlive) power.switchOver(machine);
    this.#later(pauseMs, () => {
      if (this.stage !== "switching") return;
      const way = faults.switchLost.has(machine.spec.id) ? null : this.#way();
      // Whether Finish came through cannot be known here, so it stands still.
      if (way === null) {
        this.#loseIncoming();
        return this.#hold();
      }
      const isThere = this.#finish(way);
      // The answer says so, and the machine goes on here.
      if (!isThere) return this.#undo(this.#failure("what had come to the target is gone"));
      if (faults.answerLost.has(machine.spec.id)) return this.#hold();
      this.#later(finishMs, () => this.#confirm(pauseMs + finishMs, false));
    });
  }

  #confirm(pauseMs: number, postCopy: boolean): void {
    const { power, machine, faults } = this.#parts;
    if (!this.isUnderWay) return;
    this.stage = "done";
    power.leave(machine, !faults.staleCopy.has(machine.spec.id));
    this.#settle.resolve({ measured: this.#measured(pauseMs), postCopy });
  }

  #hold(): void {
    this.stage = "held";
    // Of a machine that is off nothing stands still: only its definition waits.
    if (!this.#parts.machine.isAlive) this.#parts.machine.job = null;
    this.#settle.reject(new NovaError("MIGRATION_UNCLEAR", this.#attempted()));
  }

  #loseMemory(): void {
    const { power, machine, expected } = this.#parts;
    if (expected !== null) this.#there()?.loseMemory(expected);
    power.leave(machine, true);
    this.#fail(new NovaError("MIGRATION_MEMORY_LOST", this.#attempted()));
  }

  /** Nothing was switched over: what has come is destroyed at the target, and the machine runs on. */
  #undo(error: NovaError): void {
    const { power, machine } = this.#parts;
    // Its connection ends there as well, whichever way it was cut.
    this.#loseIncoming();
    power.goOn(machine);
    this.#fail(error);
  }

  #fail(error: NovaError): void {
    this.stage = "failed";
    this.#parts.machine.job = null;
    this.#settle.reject(error);
  }

  #failure(why: string): NovaError {
    return new NovaError("MIGRATION_FAILED", this.#attempted(), { cause: new Error(why) });
  }

  #attempted(): string {
    return `move machine ${this.#parts.machine.spec.name} to host ${this.#parts.target}`;
  }

  #way() {
    const { network, host, target } = this.#parts;
    return network.way(host, target);
  }

  #finish(way: SimIncoming | null): boolean {
    const { expected } = this.#parts;
    return expected !== null && way?.finish(expected, this.#begunAs) === true;
  }

  #loseIncoming(): void {
    const { expected } = this.#parts;
    if (expected !== null) this.#there()?.lose(expected);
  }

  #there() {
    return this.#parts.network.at(this.#parts.target);
  }

  #later(delayMs: number, run: () => void): void {
    this.#parts.clock.after(delayMs, run);
  }

  /** What is left of this pass, and what was written behind it. */
  #expectedPauseMs(): number {
    return ((Math.max(0, this.#memoryLeft) + this.#written) / this.#bandwidth) * 1_000;
  }

  #measured(pauseMs: number): MigrationMeasured {
    const { clock, diskBytes } = this.#parts;
    const durationMs = Math.round(clock.monotonicMs() - this.#begunMs);
    return {
      durationMs,
      pauseMs: this.#begunAs === "running" ? Math.round(pauseMs) : null,
      iterations: this.#pass,
      memoryBytes: Math.round(Math.max(0, this.#sent - diskBytes)),
      diskBytes: Math.round(diskBytes),
      bytesPerSecond: Math.round(this.#bandwidth),
    };
  }

  #progress(): MigrationProgress {
    const { clock, memoryBytes, diskBytes, dirtyBytesPerSecond } = this.#parts;
    return {
      at: Math.max(0, Math.round(clock.now())),
      iteration: this.#pass,
      memoryTotalBytes: memoryBytes,
      memoryRemainingBytes: Math.round(Math.max(0, this.#memoryLeft)),
      memoryTransferredBytes: Math.round(Math.max(0, this.#sent - diskBytes + this.#diskLeft)),
      diskTotalBytes: Math.round(diskBytes),
      diskRemainingBytes: Math.round(this.#diskLeft),
      bytesPerSecond: Math.round(this.#bandwidth),
      dirtyBytesPerSecond: Math.round(dirtyBytesPerSecond()),
      expectedPauseMs: Math.round(this.#expectedPauseMs()),
      autoConvergeThrottlePercent: Math.round(this.#throttle * 100),
      postCopy: this.stage === "post-copy",
    };
  }
}
