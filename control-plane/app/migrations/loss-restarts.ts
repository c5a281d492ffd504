import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MachineState } from "@novacron/protocol/domain/machine";
import type { Operation } from "@novacron/protocol/domain/operation";
import { hasEnded } from "@novacron/protocol/domain/operation";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { CopyRow } from "../../ports/state-store.ts";

export interface LossRestartsPorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly mayRestart: (machine: MachineId) => boolean;
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
 * started it since, so that a control plane that is started anew finds it again.
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
    wish.nextMs = clock.monotonicMs() + againMs;
    await start(machine).catch((error: unknown) => {
      log.info(
        { machine, move: wish.move, error },
        "a machine whose memory was lost cannot start yet",
      );
    });
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
