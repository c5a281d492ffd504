import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { Maintenance } from "@novacron/protocol/domain/maintenance";
import type {
  MigrationAdjustment,
  MigrationDescription,
  PlacedDisk,
} from "@novacron/protocol/domain/migration";
import type { MoveSubject, RecordedMove } from "@novacron/protocol/domain/migration-forecast";
import type { MovePolicy } from "@novacron/protocol/domain/move-policy";
import type { Problem } from "@novacron/protocol/errors/nova-error";

/** What a move holds on its target from the moment it is asked for until it is over. */
export interface Reservation {
  readonly memoryBytes: number;
  readonly vcpus: number;
  readonly pools: readonly { readonly pool: string; readonly bytes: number }[];
}

/**
 * Who may be treated as the owner. `waiting`: the source as before, nothing was begun. `moving`: nobody may start a copy, the machine runs where it runs. `arrived`: the
 * target is the owner and the source's copy is barred. `left`: the source let its copy go. `returned`: the target
 * swore that nothing came, so the source is the owner as before.
 */
export type MoveHold = "waiting" | "moving" | "arrived" | "left" | "returned";

/** What of a move only the control plane needs, beside its operation. Gone when nothing is left to do. */
export interface MoveRow {
  readonly operation: OperationId;
  readonly machine: MachineId;
  readonly source: HostId;
  readonly target: HostId;
  /** Generation under which the source knows its copy. */
  readonly before: number;
  /** Whether it ran when the move was asked for. */
  readonly runs: boolean;
  /** The secret of the target's gate, sealed for this operation alone. */
  readonly sealedSecret: string;
  readonly reserves: Reservation;
  readonly hold: MoveHold;
  /** Place of the act under way among the operation's steps; -1 while it waits for its turn. */
  readonly at: number;
  readonly description: MigrationDescription | null;
  /** Of the gate opened last, and where `reach` found the target. */
  readonly port: number | null;
  /** Where the target takes what libvirt does not carry; absent where there is nothing to send. */
  readonly luggagePort?: number | undefined;
  readonly address: string | null;
  /** Where each copied disk goes, as `prepare` said. */
  readonly disks: readonly PlacedDisk[];
  readonly adjustments: Readonly<Record<string, MigrationAdjustment>>;
  /** How the operation ends once the target has sworn; null while nothing is being undone. */
  readonly why: { readonly state: "failed" | "cancelled"; readonly problem: Problem } | null;
  /** What a host that does not answer has to do yet. */
  readonly owes: "nothing" | "abandon" | "resume" | "release";
  readonly subject: MoveSubject | null;
}

/** Moves in a transaction. */
export interface MoveTables {
  /** All that are not over. Bounded by the limit on open operations and by the machines there are. */
  open(): Promise<readonly MoveRow[]>;
  put(row: MoveRow): Promise<void>;
  drop(operation: OperationId): Promise<void>;

  /** Keeps the newest so many, each operation once. */
  record(move: RecordedMove, kept: number): Promise<void>;
  /** Newest first, by their ends. */
  recorded(query: {
    readonly machine?: MachineId;
    readonly machines?: readonly MachineId[];
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ readonly items: readonly RecordedMove[]; readonly total: number }>;

  policies(): Promise<readonly { readonly machine: MachineId; readonly policy: MovePolicy }[]>;
  putPolicy(machine: MachineId, policy: MovePolicy): Promise<void>;
  deletePolicy(machine: MachineId): Promise<void>;

  putMaintenance(one: Maintenance): Promise<void>;
  /** Those that have not ended. */
  openMaintenance(): Promise<readonly Maintenance[]>;
  maintenance(id: OperationId): Promise<Maintenance | null>;
  /** Newest first. */
  listMaintenance(query: {
    readonly limit: number;
    readonly offset: number;
  }): Promise<{ readonly items: readonly Maintenance[]; readonly total: number }>;
}
