import type { HostInventory } from "@novacron/protocol/domain/host";
import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { Operation } from "@novacron/protocol/domain/operation";
import type { Scope } from "@novacron/protocol/domain/scope";
import type { RecordEntry, RecordKind, Severity } from "@novacron/protocol/http/record";
import type { AccessTables } from "./access-tables.ts";
import type { AuditTable } from "./audit-table.ts";
import type { MoveTables } from "./move-tables.ts";
import type { ProjectTable } from "./project-table.ts";
import type { TrustTables } from "./trust-tables.ts";

/** One host as last heard of. */
export interface HostRow {
  readonly id: HostId;
  readonly name: string;
  readonly state: "online" | "stale" | "offline";
  readonly since: number | null;
  /** Agent process that spoke last, and the ones before it (newest first, at most 8): their late words are void. */
  readonly session: string;
  readonly pastSessions: readonly string[];
  readonly revision: number;
  /** Of the newest report: the outbox's boot, and the batch up to which its events are in the report. */
  readonly boot: string;
  readonly seq: number;
  readonly reportedAt: number;
  readonly inventory: HostInventory;
  readonly metricsIntervalMs: number;
}

/** One copy of a machine on one host: more than one row for a machine is a conflict. */
export interface CopyRow {
  readonly machine: MachineId;
  readonly host: HostId;
  readonly report: MachineReport;
  readonly seenAt: number;
}

/** What the control plane itself decided about a machine. */
export interface OwnershipRow {
  readonly machine: MachineId;
  readonly owner: HostId;
  readonly generation: number;
  readonly autostart: boolean;
  /** Hosts whose copies must not start, with why. What was reported before `since` proves nothing of it. */
  readonly barred: readonly {
    readonly host: HostId;
    readonly why: string;
    readonly since?: number;
  }[];
  /** Between two hosts just now: neither copy may be started, and two reports of it are no conflict. */
  readonly moving?: {
    readonly operation: OperationId;
    readonly from: HostId;
    readonly to: HostId;
  };
  /** Highest generation ever given out, where a move was undone: it is never given again. */
  readonly spent?: number;
}

/** An account. */
export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly fullName: string;
  readonly source: "local" | "oidc";
  readonly disabled: boolean;
  /** Null where the login provider proves the person. */
  readonly passwordHash: string | null;
  readonly mustChangePassword: boolean;
  /** Second factor: its secret, sealed, and the last step whose code was taken: none is taken twice. */
  readonly totp: { readonly secret: string; readonly lastStep: number } | null;
  /** One that was begun and not confirmed yet. */
  readonly pendingTotp: { readonly secret: string; readonly at: number } | null;
  /** Digests of the recovery codes that are left. */
  readonly recovery: readonly string[];
  readonly groups: readonly string[];
  /** Who it is at the login provider: for ever the same person, whatever the name. */
  readonly oidc: { readonly issuer: string; readonly subject: string } | null;
  /** Names that this account had: the record has them, so nobody else gets one. */
  readonly formerNames: readonly string[];
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
}

export interface SessionRow {
  /** SHA-256 of the cookie's secret, hex: the secret itself is never stored. */
  readonly hash: string;
  /** To speak of it without telling the hash. */
  readonly id: string;
  readonly user: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastSeenAt: number;
  readonly address: string;
  readonly browser: string;
}

export interface TokenRow {
  readonly id: string;
  readonly hash: string;
  readonly user: string;
  readonly label: string;
  /** The role that bounds it; null: its person alone does. */
  readonly role: string | null;
  readonly scope: Scope;
  /** The token it was made with, which bounds it too. */
  readonly parent: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly lastUsedAt: number | null;
}

/** A login on the bus. */
export interface BusLoginRow {
  readonly name: string;
  readonly kind: "agent" | "integration";
  /** For an agent: the only host it may speak for. */
  readonly host: HostId | null;
  /** For an integration: the machines that it may hear of; all where it is not said. */
  readonly scope?: Scope;
  readonly passwordHash: string;
  readonly createdAt: number;
  readonly createdBy: string;
}

export type NewRecordEntry = Omit<RecordEntry, "id">;

export interface RecordQuery {
  readonly machine?: MachineId;
  /** Only entries of one of these machines. */
  readonly machines?: readonly MachineId[];
  readonly host?: HostId;
  readonly kind?: RecordKind;
  readonly actor?: string;
  /** At least this severe. */
  readonly severity?: Exclude<Severity, "info">;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly beforeId?: number;
  readonly limit: number;
}

export interface OperationQuery {
  readonly states?: readonly Operation["state"][];
  readonly machine?: MachineId;
  /** Only operations on one of these machines. */
  readonly machines?: readonly MachineId[];
  readonly host?: HostId;
  readonly limit: number;
  readonly offset: number;
}

/** Place in the record by time, of entries of the same time by id. */
export interface RecordPlace {
  readonly at: number;
  readonly id: number;
}

/** One slice of forgetting: looks at `limit` entries older than `beforeMs`, from behind `after` on. */
export interface RecordSweep {
  readonly beforeMs: number;
  readonly after: RecordPlace | null;
  readonly limit: number;
}

/** How far something that grows with time reaches. */
export interface Span {
  readonly newestMs: number | null;
  /** Time of the oldest of the newest so many; null where there are fewer. */
  readonly horizonMs: number | null;
}

/** Reads and writes of one transaction. Everything in it happens or nothing does. */
export interface StateTx {
  readonly access: AccessTables;
  readonly audit: AuditTable;
  readonly projects: ProjectTable;
  readonly moves: MoveTables;

  readonly trust: TrustTables;
  getMeta(key: string): Promise<string | null>;
  putMeta(key: string, value: string): Promise<void>;

  hosts(): Promise<readonly HostRow[]>;
  putHost(row: HostRow): Promise<void>;
  /** Removes the host with its copies and event marks; its record stays. */
  deleteHost(id: HostId): Promise<void>;

  copies(): Promise<readonly CopyRow[]>;
  putCopy(row: CopyRow): Promise<void>;
  deleteCopy(machine: MachineId, host: HostId): Promise<void>;

  ownerships(): Promise<readonly OwnershipRow[]>;
  putOwnership(row: OwnershipRow): Promise<void>;
  deleteOwnership(machine: MachineId): Promise<void>;

  operation(id: OperationId): Promise<Operation | null>;
  putOperation(operation: Operation): Promise<void>;
  /** All that have not ended. Bounded by the engine's own limit on open operations. */
  openOperations(): Promise<readonly Operation[]>;
  /** Newest first. */
  operations(
    query: OperationQuery,
  ): Promise<{ readonly items: readonly Operation[]; readonly total: number }>;

  /** Gives ids that rise. Resolves to the entries as stored. */
  appendRecord(entries: readonly NewRecordEntry[]): Promise<readonly RecordEntry[]>;
  /** Newest first. */
  record(query: RecordQuery): Promise<readonly RecordEntry[]>;
  /** For each machine the last entry at or before `atMs` that holds its whole state (`data.full`). */
  statesAsOf(atMs: number, machine?: MachineId): Promise<readonly RecordEntry[]>;

  recordSpan(newest: number): Promise<Span>;
  /**
   * Drops of the entries looked at those that `beforeMs` and later do not need: "as of" answers for each
   * instant from there on as before. So the newest whole state of a machine until then stays, but where it
   * says that the machine is gone and nothing older is left. `next`: the last looked at, null at the end.
   */
  sweepRecord(
    sweep: RecordSweep,
  ): Promise<{ readonly dropped: number; readonly next: RecordPlace | null }>;
  /** By when operations were asked for. */
  operationSpan(newest: number): Promise<Span>;
  /** Drops up to `limit` ended operations asked for before `beforeMs`, oldest first; says how many. */
  dropOperations(beforeMs: number, limit: number): Promise<number>;

  /** Up to which batch the events of a host's boot are in the record. */
  eventMark(host: HostId, boot: string): Promise<number>;
  putEventMark(host: HostId, boot: string, upTo: number, atMs: number): Promise<void>;

  users(): Promise<readonly UserRow[]>;
  putUser(row: UserRow): Promise<void>;
  session(hash: string): Promise<SessionRow | null>;
  putSession(row: SessionRow): Promise<void>;
  deleteSession(hash: string): Promise<void>;
  /** Ends the sessions of a user, but for the one given. */
  deleteSessionsOf(user: string, exceptHash?: string): Promise<void>;
  /** Removes sessions and tokens that ended before `nowMs`. */
  sweepAccess(nowMs: number): Promise<void>;
  tokens(user?: string): Promise<readonly TokenRow[]>;
  tokenByHash(hash: string): Promise<TokenRow | null>;
  putToken(row: TokenRow): Promise<void>;
  deleteToken(id: string): Promise<void>;
  busLogins(): Promise<readonly BusLoginRow[]>;
  putBusLogin(row: BusLoginRow): Promise<void>;
  deleteBusLogin(name: string): Promise<void>;
}

/**
 * Everything the control plane must not forget, but for samples. A transaction that resolved is there after
 * kill -9 and after power loss. Errors: STORE_UNAVAILABLE, DISK_FULL, SCHEMA_NEWER (at start).
 */
export interface StateStore {
  /** Opens, and migrates an older schema forward. */
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
  /** Writers run one after another; a rejected `run` leaves nothing behind. */
  transaction<T>(run: (tx: StateTx) => Promise<T>): Promise<T>;
  health(): Promise<{
    readonly state: "ok" | "full" | "unavailable";
    readonly problem: string | null;
    readonly sizeBytes: number | null;
  }>;
}
