import type { HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { MigrationProgress } from "@novacron/protocol/domain/migration";
import type { ErrorCode } from "@novacron/protocol/errors/codes";
import type { CommandAction, CommandKind } from "@novacron/protocol/messages/command";
import type { MigrationAnswer } from "@novacron/protocol/messages/migration-answer";
import type { HookRunner } from "../ports/hooks.ts";
import type { FullHypervisor } from "../ports/hypervisor.ts";
import type { MoveBar } from "../ports/journal-store.ts";
import type { Log } from "../ports/log.ts";
import type { TunnelDialer } from "../ports/tunnel.ts";
import type { Upgrader } from "../ports/upgrader.ts";
import type { TunnelStreams } from "./tunnel-streams.ts";

export type ActionOf<K extends CommandKind> = Extract<CommandAction, { kind: K }>;
export type CommandResult = Readonly<Record<string, string | number | boolean | null>>;

/** Why a command's signal was aborted, where it was not that the agent stops. */
export const commandCancelled = Symbol("cancelled");

/** What a command of a move answers beside its plain result. */
export class MoveAnswer {
  readonly migration: MigrationAnswer;

  constructor(migration: MigrationAnswer) {
    this.migration = migration;
  }
}

/** Machines that may not run here while they are moved away. Kept on disk. */
export interface Bars {
  of(machine: MachineId): MoveBar | null;
  /** Resolves once it is on disk. */
  set(machine: MachineId, bar: Omit<MoveBar, "since">): Promise<void>;
  lift(machine: MachineId): Promise<void>;
}

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Looking at a machine until something is true of it; by events, and now and then by asking. */
export interface MachineWatch {
  /**
   * The first report for which `test` holds, null meaning that the machine does not exist. Rejects
   * DEADLINE_EXCEEDED or CANCELLED.
   */
  until(
    id: MachineId,
    test: (report: MachineReport | null) => boolean,
    options: WaitOptions,
  ): Promise<MachineReport | null>;
  /** Resolves at the next note of that name, with `until`'s errors. */
  note(id: MachineId, note: string, options: WaitOptions): Promise<void>;
}

export interface CommandContext<K extends CommandKind> {
  readonly action: ActionOf<K>;
  readonly host: HostId;
  readonly hypervisor: FullHypervisor;
  readonly watch: MachineWatch;
  readonly tunnel: TunnelDialer | null;
  readonly streams: TunnelStreams;
  /** Null where this agent cannot become another version. */
  readonly upgrader: Upgrader | null;
  /** Null where this agent runs no hooks. */
  readonly hooks: HookRunner | null;
  readonly bars: Bars;
  readonly log: Log;
  /** For goals that libvirt reaches by itself. */
  readonly goalTimeoutMs: number;
  /** Aborted when the command is cancelled (its reason is `commandCancelled`) or the agent stops. */
  readonly signal: AbortSignal;
  /** One line for the operation's progress; `ratio` 0 to 1 or null. */
  progress(step: string, ratio?: number | null, migration?: MigrationProgress): void;
}

/** One command. Its file is the whole of it. */
export interface CommandHandler<K extends CommandKind> {
  readonly kind: K;
  /** Commands of one lane run one after the other; null runs beside all others. */
  lane(action: ActionOf<K>): string | null;
  /** Precondition, act, wait for the goal. Rejects with a NovaError. */
  act(context: CommandContext<K>): Promise<CommandResult | MoveAnswer>;
  /**
   * After a crash while acting: looks at the true state without acting. The result where the goal is
   * reached, null where it is not or cannot be known.
   */
  inspect(context: CommandContext<K>): Promise<CommandResult | MoveAnswer | null>;
  /** Failures that `inspect` tells for certain; all others are "cannot be known". */
  readonly certain?: ReadonlySet<ErrorCode>;
}

export function machineLane(action: { readonly machine: MachineId }): string {
  return `machine:${action.machine}`;
}
