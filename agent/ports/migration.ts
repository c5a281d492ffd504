import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type {
  MigrationAdjustment,
  MigrationDescription,
  MigrationFinding,
  MigrationMeasured,
  MigrationOptions,
  MigrationProgress,
  PlacedDisk,
} from "@novacron/protocol/domain/migration";

/** The secret of one ticket, 256 bits as base64url. Never logged; on disk only in the journal, with the command. */
export type GateSecret = string;

/** Where the target's gate listens. */
export interface GateAddress {
  readonly target: HostId;
  /** In the order in which they are tried. */
  readonly addresses: readonly string[];
  readonly port: number;
  readonly secret: GateSecret;
}

export interface ReachRequest extends GateAddress {
  /** Its move may follow at once. */
  readonly machine: MachineId;
}

export interface CheckRequest {
  readonly machine: MachineId;
  /** Absent where who asks is too old to tell. */
  readonly name?: string | undefined;
  readonly source: HostId;
  readonly description: MigrationDescription;
  readonly options: MigrationOptions;
  readonly secret: GateSecret;
}

export interface CheckAnswer {
  readonly findings: readonly MigrationFinding[];
  /** Of a gate that lets nothing through and closes by itself; null where none could be opened. */
  readonly port: number | null;
}

export interface ReachAnswer {
  readonly findings: readonly MigrationFinding[];
  readonly address: string | null;
  readonly roundTripMs: number | null;
}

export interface PrepareRequest extends CheckRequest {
  readonly name: string;
  /** Generation that the machine has once it runs here. */
  readonly next: number;
}

export interface PrepareAnswer {
  /** Of the gate for this one machine; null for a move within the host. */
  readonly port: number | null;
  /** Takes what libvirt does not carry; absent where there is nothing to carry. */
  readonly luggagePort?: number | undefined;
  readonly disks: readonly PlacedDisk[];
}

export interface PerformRequest {
  readonly machine: MachineId;
  readonly next: number;
  /** Null for a move within the host. */
  readonly gate: GateAddress | null;
  /** As `prepare` answered. */
  readonly luggagePort?: number | undefined;
  readonly options: MigrationOptions;
  readonly disks: readonly PlacedDisk[];
}

export interface PerformControl {
  /** Aborted: the move is given up, unless the machine was switched over already. */
  readonly signal: AbortSignal;
  readonly progress: (progress: MigrationProgress) => void;
}

export interface Performed {
  readonly measured: MigrationMeasured;
  /** It was switched to post-copy on the way. */
  readonly postCopy: boolean;
}

/** What a source's copy has become after a move: `held` stands switched over and unanswered. */
export type SourceFate = "here" | "held" | "gone";

/**
 * Optional power: moving machines to and from other hosts, and between the pools of one. Implementations: libvirt and
 * the simulator; both pass `migration.contract.ts`. Each call may be repeated after a crash at any point and finds what
 * the one before has done; what is made is written down before it is made. Every call rejects with a NovaError.
 *
 * The rule above all others: of one machine at most one copy can run. `perform` takes the source out of the game
 * before the target may start; who hears no answer at the switch-over stands still (`held`) until told which.
 */
export interface MigrationPower {
  // At the source

  /** Takes a second more where the dirty-page rate of a running machine is sampled. */
  describe(id: MachineId, withSample?: boolean): Promise<MigrationDescription>;
  /** Dials the gate that `check` opened, as `perform` would. */
  reach(gate: ReachRequest): Promise<ReachAnswer>;
  /**
   * Moves the machine. Rejects CANCELLED, MIGRATION_NOT_CONVERGED and MIGRATION_FAILED where it is here as before,
   * MIGRATION_UNCLEAR where it is held, MIGRATION_MEMORY_LOST.
   */
  perform(request: PerformRequest, control: PerformControl): Promise<Performed>;
  /**
   * After a crash of the agent: waits for a move that goes on by itself, and puts together one that was cut in post-copy,
   * for which it needs what was asked. Null where none was performed, or it ended with the machine still here. Rejects
   * MIGRATION_MEMORY_LOST.
   */
  follow(id: MachineId, control: PerformControl, asked?: PerformRequest): Promise<Performed | null>;
  /** ACTION_NOT_POSSIBLE where no move is under way; post-copy only of a move that was begun with it allowed. */
  adjust(id: MachineId, adjustment: MigrationAdjustment): Promise<void>;
  /** Where the copy of this host stands. */
  fate(id: MachineId): Promise<SourceFate>;
  /** The machine runs elsewhere: what is left of it here goes. */
  release(id: MachineId, options: { readonly keepDisks: boolean }): Promise<void>;
  /** After a move within the host: the disks it came from go. Where they are gone already nothing does, least the machine. */
  releaseOriginals(id: MachineId, options: { readonly keepDisks: boolean }): Promise<void>;
  /** The machine stays here: a held copy goes on, and what `perform` set aside is put back. */
  resume(id: MachineId): Promise<void>;

  // At the target

  /** Every obstacle at once, as far as it can be tried without changing anything. */
  check(request: CheckRequest): Promise<CheckAnswer>;
  prepare(request: PrepareRequest): Promise<PrepareAnswer>;
  /**
   * Swears that no copy runs here, or ever will by that ticket: closes the gate, destroys what has come, removes
   * what `prepare` made. Rejects MIGRATION_ARRIVED where the machine is here, and does nothing to it; `memoryLost`
   * says that a copy which waits for the rest of its memory in post-copy waits in vain, and is to be destroyed.
   */
  abandon(id: MachineId, source: HostId, memoryLost?: boolean): Promise<void>;
  /** The machine runs here and is this host's: its mark, its snapshots' metadata, its autostart. */
  adopt(
    id: MachineId,
    mark: { readonly owner: HostId; readonly generation: number },
  ): Promise<void>;
}

/** Optional power of a hypervisor; absent where the host cannot move machines. */
export interface Movable {
  readonly migration: MigrationPower;
}
