import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MigrationFinding } from "@novacron/protocol/domain/migration";

/** What can be made to go wrong on a simulated host. Each stays until it is taken back. */
export class SimFaults {
  /** Machines whose monitor does not answer: left out of the bulk call, and calls about them time out. */
  readonly hung = new Set<MachineId>();
  /** No call is answered, and none of the events comes through. */
  allHung = false;
  /** Machines that take this long to start, milliseconds. */
  readonly slowStart = new Map<MachineId, number>();
  /** Guests that do not react to shutdown and reboot. */
  readonly deaf = new Set<MachineId>();
  /** Machines that cannot be started, with libvirt's message. */
  readonly startFails = new Map<MachineId, string>();
  /** What `check` finds here besides what there is. */
  moveFindings: readonly MigrationFinding[] = [];
  /** Machines whose move from here fails while it copies, with libvirt's message. */
  readonly moveFails = new Map<MachineId, string>();
  /** Machines whose move from here hears nothing after the switch-over: the target's copy runs. */
  readonly answerLost = new Set<MachineId>();
  /** Machines whose switch-over never reaches the target, which drops what has come. */
  readonly switchLost = new Set<MachineId>();
  /** Machines whose definition stays behind when they have moved away. */
  readonly staleCopy = new Set<MachineId>();
  /** Every event comes twice. */
  duplicateEvents = false;
  /** Events come this much later than what they tell of. */
  eventDelayMs = 0;

  clear(): void {
    this.hung.clear();
    this.allHung = false;
    this.slowStart.clear();
    this.deaf.clear();
    this.startFails.clear();
    this.moveFindings = [];
    this.moveFails.clear();
    this.answerLost.clear();
    this.switchLost.clear();
    this.staleCopy.clear();
    this.duplicateEvents = false;
    this.eventDelayMs = 0;
  }
}
