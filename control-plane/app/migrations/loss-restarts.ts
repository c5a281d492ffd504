import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MachineState } from "@novacron/protocol/domain/machine";
import type { Operation } from "@novacron/protocol/domain/operation";
import { hasEnded } from "@novacron/protocol/domain/operation";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { CopyRow } from "../../ports/state-store.ts";

export interface LossRestartsPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly mayRestart: (machine: MachineId) => boolean;
  /** Everything that its host saw happen up to its last report is in the record. */
  readonly isRecordInStep: (host: HostId) => boolean;
  /** Newest first. */
  readonly recordOf: (machine: MachineId, limit: number) => Promise<readonly RecordEntry[]>;
  readonly copyOf: (machine: MachineId) => CopyRow | null;
  /** The newest operation of a machine. */
  readonly last: (machine: MachineId) => Operation | null;
  readonly start: (machine: MachineId) => Promise<unknown>;
}

/** A wish that could not be carried out for so long is over: whoever looks then decides. */
const wishedForMs = 86_400_000;
const againMs = 5_000;
/** From which a machine can be started. */
const restsIn: ReadonlySet<MachineState> = new Set(["shutoff", "crashed"]);

/**
 * In libvirt's words, how people end a machine. The loss of its memory ends it in none of these ways, and the product destroys but
 * the half at the target.
 */
const endedByPeople: ReadonlySet<string> = new Set([
  "shutdown",
  "destroyed",
  "saved",
  "from-snapshot",
]);
/** Entries of a machine that are looked at; where more happened to it since, somebody is at work there. */
const entriesMost = 50;

interface Wish {
  readonly move: OperationId;
  readonly machine: MachineId;
  readonly host: Operation["host"];
  readonly sinceMs: number;
  nextMs: number;
}

/**
 * Machines whose memory was lost in a move and that start again where their policy says so; their disks are whole on their
 * host. Such a wish is kept nowhere: it stands while the move that ended so is the machine's newest operation and nobody has
 * started it since, so that a control plane that is started anew finds it again. What happened past the product, also while no
 * control plane ran, shows in libvirt's reason and in the record, which the agents' kept events complete (decision 0072).
 */
export class LossRestarts {
  readonly #ports: LossRestartsPorts;
  readonly #wishes = new Map<MachineId, Wish>();
  #isLooking = false;

  constructor(ports: LossRestartsPorts) {
    this.#ports = ports;
  }

  /** An operation as it ended; `sinceMs`: from when on a start counts as somebody's. */
  ended({ id, machine, host, migration, state }: Operation, sinceMs: number): void {
    if (migration?.outcome !== "memory-lost" || !hasEnded(state)) return;
    if (this.#wishes.get(machine)?.move === id) return;
    this.#wishes.set(machine, { move: id, machine, host, sinceMs, nextMs: 0 });
  }

  async look(): Promise<void> {
    if (this.#isLooking || this.#wishes.size === 0) return;
    this.#isLooking = true;
    try {
      for (const wish of [...this.#wishes.values()]) await this.#lookAt(wish);
    } finally {
      this.#isLooking = false;
    }
  }

  async #lookAt(wish: Wish): Promise<void> {
    const { clock, log, copyOf, start } = this.#ports;
    const { machine } = wish;
    const copy = copyOf(machine);
    if (this.#isOver(wish, copy)) return void this.#wishes.delete(machine);
    const isOff = copy?.host === wish.host && restsIn.has(copy.report.state);
    if (!isOff || clock.monotonicMs() < wish.nextMs) return;
    if (!this.#ports.isRecordInStep(wish.host)) return;
    wish.nextMs = clock.monotonicMs() + againMs;
    if (endedByPeople.has(copy.report.reason) || (await this.#hasRun(wish))) {
      log.info(
        { machine, move: wish.move, reason: copy.report.reason },
        "a machine whose memory was lost was stopped or started since: it stays off",
      );
      return void this.#wishes.delete(machine);
    }
    await start(machine).catch((error: unknown) => {
      log.info(
        { machine, move: wish.move, error },
        "a machine whose memory was lost cannot start yet",
      );
    });
  }

  /** On its host, since the move ended; whatever became of it then. */
  async #hasRun({ machine, host, move }: Wish): Promise<boolean> {
    for (const entry of await this.#ports.recordOf(machine, entriesMost)) {
      if (entry.operation === move && entry.kind === "operation.ended") return false;
      const isWhole = entry.data.full === true && entry.host === host;
      if (isWhole && entry.operation !== move && entry.data.state === "running") return true;
    }
    return true;
  }

  #isOver({ machine, move, sinceMs }: Wish, copy: CopyRow | null): boolean {
    const { clock, last, mayRestart } = this.#ports;
    if (!mayRestart(machine) || clock.now() - sinceMs > wishedForMs) return true;
    const newest = last(machine);
    if (newest !== null && newest.id !== move) return true;
    // Reported after the loss: somebody was faster.
    return copy?.report.state === "running" && copy.seenAt > sinceMs;
  }
}
