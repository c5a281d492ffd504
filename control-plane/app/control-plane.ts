import type { AuditCheckpoint } from "@novacron/protocol/domain/audit";
import type { HostId, MachineId, OperationId, ProjectId } from "@novacron/protocol/domain/ids";
import type { Holder } from "@novacron/protocol/domain/may";
import type { Scope } from "@novacron/protocol/domain/scope";
import type { openConsoleRoute } from "@novacron/protocol/http/console";
import type { FleetView } from "@novacron/protocol/http/fleet";
import type { HostView } from "@novacron/protocol/http/hosts";
import type { MqttUser } from "@novacron/protocol/http/integrations";
import type { MachineFigures } from "@novacron/protocol/http/live";
import type {
  listMachinesRoute,
  MachineRow,
  MachineView,
  machineDefinitionRoute,
} from "@novacron/protocol/http/machines";
import type { rangeRoute, topRoute } from "@novacron/protocol/http/metrics";
import type {
  listOperationsRoute,
  OperationView,
  RequestOperation,
} from "@novacron/protocol/http/operations";
import type { asOfRoute, listRecordRoute, RecordEntry } from "@novacron/protocol/http/record";
import type { AnswerOf, QueryOf } from "@novacron/protocol/http/route";
import type { Person } from "@novacron/protocol/http/session";
import type { SystemView } from "@novacron/protocol/http/system";
import type { AuditPage, AuditQuery } from "../ports/audit-table.ts";
import type { BusAccess } from "../ports/bus-access.ts";
import type { TunnelStream } from "../ports/tunnel-hub.ts";
import type { PeopleAccess } from "./access/people.ts";
import type { SigningRotation } from "./access/signing-rotation.ts";
import type { OpenChange } from "./audit/audit.ts";
import type { AuditEntry } from "./audit/entry.ts";
import type { LimitBook } from "./limits/limit-book.ts";
import type { Maintenances } from "./maintenance/maintenances.ts";
import type { PeopleMoves } from "./migrations/people-moves.ts";
import type { PlacementAdvisor } from "./placement/placement-advisor.ts";
import type { PlacementRuns } from "./placement/placement-runs.ts";
import type { PlacementBook } from "./placement/placement-settings.ts";
import type { Projects } from "./projects/projects.ts";
import type { Rollouts } from "./releases/rollouts.ts";
import type { Restoring } from "./restoring/restoring.ts";
import type { AuthorityRotation } from "./trust/authority-rotation.ts";
import type { FleetTrust } from "./trust/fleet-trust.ts";

/** Views of the fleet, from memory: they answer at once. */
export interface FleetViews {
  fleet(): FleetView;
  hosts(): readonly HostView[];
  /** By id or by name. NOT_FOUND, AMBIGUOUS_NAME. */
  host(idOrName: string): HostView;
  machines(query: QueryOf<typeof listMachinesRoute>): {
    readonly items: readonly MachineRow[];
    readonly total: number;
  };
  /** By id or by name. NOT_FOUND, AMBIGUOUS_NAME. */
  machine(idOrName: string): MachineView;
  /** For the live feed: the row as it is now, or null where the machine or host is gone. */
  machineRow(id: MachineId): MachineRow | null;
  machineRows(): readonly MachineRow[];
  machineFigures(id: MachineId): MachineFigures | null;
  hostView(id: HostId): HostView | null;
  /** An operation that is open or ended lately; null else. */
  operationNow(id: OperationId): OperationView | null;
  newestSampleAt(): number | null;
  /** Newest stored values, for the exposition of `/metrics`. */
  latestOf(
    target: "host" | "machine",
    id: string,
  ): { readonly at: number; readonly values: Readonly<Record<string, number | null>> } | null;
}

export interface FleetActions {
  requestOperation(person: Person, body: RequestOperation): Promise<OperationView>;
  cancelOperation(person: Person, id: OperationId): Promise<OperationView>;
  setHostInterval(person: Person, host: HostId, metricsIntervalMs: number): Promise<HostView>;
  detail(person: Person, machine: MachineId, seconds: number): Promise<{ readonly until: number }>;
  /** Read from the machine's host now. By id or by name. */
  definition(person: Person, idOrName: string): Promise<AnswerOf<typeof machineDefinitionRoute>>;
  forgetHost(person: Person, host: HostId): Promise<void>;
  resolveConflict(person: Person, machine: MachineId, owner: HostId): Promise<MachineView>;
  /** Opens the tunnel; the answer's path is the WebSocket that `takeConsole` serves. */
  openConsole(
    person: Person,
    machine: MachineId,
    id: OperationId,
  ): Promise<AnswerOf<typeof openConsoleRoute>>;
  /** Once, by the person who opened it, within the given time. TICKET_REFUSED, STREAM_CLOSED. */
  takeConsole(person: Person, machine: MachineId, id: OperationId): Promise<TunnelStream>;
}

export interface FleetHistory {
  range(query: QueryOf<typeof rangeRoute>): Promise<AnswerOf<typeof rangeRoute>>;
  top(query: QueryOf<typeof topRoute>): Promise<AnswerOf<typeof topRoute>>;
  record(query: QueryOf<typeof listRecordRoute>): Promise<readonly RecordEntry[]>;
  asOf(query: QueryOf<typeof asOfRoute>): Promise<AnswerOf<typeof asOfRoute>>;
}

/** A login that was proven, and when it ends. */
export interface Proof {
  readonly person: Person;
  readonly expiresAt: number | null;
  /** Id of the session or token behind it. */
  readonly session: string | null;
  readonly token: string | null;
  /** A session that is not used ends then. */
  readonly idleEndsAt: number | null;
}

export interface LoginMore {
  /** Of a second factor: of the app, or a recovery code. */
  readonly code?: string;
  readonly browser?: string;
}

export type OpenedSession = Proof & { readonly secret: string; readonly expiresAt: number };

/** People, their sessions and tokens. What is refused is thrown: BAD_CREDENTIALS, RATE_LIMITED, ... */
export interface People {
  readonly people: Pick<
    PeopleAccess,
    "own" | "accounts" | "sessions" | "tokens" | "roles" | "oidc"
  >;
  login(name: string, password: string, address: string, more?: LoginMore): Promise<OpenedSession>;
  /**
   * Null where the secret is unknown, revoked or over its time. `isUse` is false where a stream that merely
   * stays open asks: that must not keep an idle session alive.
   */
  provenBySession(secret: string, isUse?: boolean): Promise<Proof | null>;
  provenByToken(secret: string, isUse?: boolean): Promise<Proof | null>;
  logout(secret: string): Promise<void>;
  /** Calls when the sessions, tokens or rights of a person changed, so that their streams look again. */
  whenEnded(run: (personId: string) => void): void;
}

/** The fleet as one person may see it: what is out of sight answers as if it were not there. */
export interface Seen extends FleetViews, FleetHistory {
  operations(query: QueryOf<typeof listOperationsRoute>): Promise<{
    readonly items: readonly OperationView[];
    readonly total: number;
  }>;
  operation(id: OperationId): Promise<OperationView>;
  sees(id: MachineId): boolean;
  /** Whether a machine that is gone by now, or out of sight by now, was to be seen before. */
  wasSeen(id: MachineId): boolean;
  seesHosts(): boolean;
  seesPlans(): boolean;
  seesRecord(entry: RecordEntry): boolean;
  seesProject(id: ProjectId): boolean;
}

export interface Integrations {
  mqttUsers(): Promise<{ readonly items: readonly MqttUser[]; readonly url: string }>;
  addMqttUser(
    person: Person,
    name: string,
    scope?: Scope,
  ): Promise<MqttUser & { readonly password: string; readonly url: string }>;
  deleteMqttUser(person: Person, name: string): Promise<void>;
  /**
   * Bus login of an agent that this installation starts itself. `kept`, where it is still the password of
   * that login, stays so: an agent that runs on while we restart must be able to come back. Else a new one
   * is made. A null host is bound when the agent first speaks.
   */
  issueAgentLogin(
    name: string,
    host: HostId | null,
    kept?: string,
  ): Promise<{ readonly name: string; readonly password: string }>;
}

export interface Operating {
  system(): Promise<SystemView>;
  /** Each part and its state; `ready` when all are up. */
  readiness(): Promise<{
    readonly ready: boolean;
    readonly parts: Readonly<Record<string, string>>;
  }>;
  epoch(): number;
  /** The first administrator, only where this start made it and nobody gave a password. */
  firstLogin(): { readonly name: string; readonly password: string } | null;
}

/** The audit log, as those who carry requests write it and as people read it. */
export interface Auditing {
  /** Before a change acts; rejects where the log cannot be written, and then it must not act. */
  beginChange(entry: Omit<AuditEntry, "outcome" | "code">): Promise<OpenChange>;
  /** Of a change that was not begun. Rejects where the log cannot be written. */
  recordChange(entry: AuditEntry): Promise<void>;
  /** Never waits and never fails; over its budget it is summed. */
  refused(entry: AuditEntry): void;
  auditRows(query: AuditQuery): Promise<AuditPage>;
  auditHead(afterSeq: number): Promise<{
    readonly checkpoint: AuditCheckpoint;
    readonly publicKey: string;
    readonly checkpoints: readonly AuditCheckpoint[];
    readonly problem: string | null;
  }>;
}

/** Hosts that join, and how they stand. */
export type Trust = Pick<
  FleetTrust,
  "facts" | "list" | "enrol" | "renew" | "revoke" | "approve" | "revocations"
> & { readonly tokens: Pick<FleetTrust["tokens"], "list" | "create" | "revoke"> };

/** What the adapters that face people and tools may ask of the application. */
export interface ControlPlane
  extends FleetActions,
    People,
    Integrations,
    BusAccess,
    Auditing,
    Operating {
  readonly moves: Pick<
    PeopleMoves,
    | "targets"
    | "check"
    | "policy"
    | "setPolicy"
    | "adjust"
    | "list"
    | "setLimits"
    | "recorded"
    | "calibration"
  >;
  readonly maintenances: Pick<Maintenances, "plan" | "begin" | "list" | "show" | "steer">;
  readonly placement: {
    readonly book: Pick<PlacementBook, "view" | "set" | "putRule" | "deleteRule">;
    readonly advisor: Pick<PlacementAdvisor, "suggest" | "newest" | "begin" | "whatIf">;
    readonly runs: Pick<PlacementRuns, "newest" | "list" | "stop">;
  };
  readonly limits: Pick<LimitBook, "view" | "set">;
  readonly rollouts: Pick<Rollouts, "list" | "show" | "begin" | "steer">;
  readonly restoring: Pick<Restoring, "override">;
  readonly projects: Pick<
    Projects,
    "list" | "view" | "add" | "change" | "remove" | "assign" | "tag"
  >;
  /** The only way to rows, series, operations and the record. */
  seenBy(who: Holder): Seen;
  readonly trust: Trust;
  readonly authority: Pick<
    AuthorityRotation,
    "view" | "begin" | "abandon" | "switchOver" | "withdraw"
  >;
  readonly signing: Pick<SigningRotation, "view" | "begin" | "complete">;
  start(signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}
