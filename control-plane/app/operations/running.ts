import type { CommandId, HostId } from "@novacron/protocol/domain/ids";
import type { MachineReport } from "@novacron/protocol/domain/machine";
import type { MigrationAdjustment } from "@novacron/protocol/domain/migration";
import type { Operation } from "@novacron/protocol/domain/operation";
import type { Problem } from "@novacron/protocol/errors/nova-error";
import type { CommandAction, CommandEvent } from "@novacron/protocol/messages/command";
import type { Draft } from "../inventory/draft.ts";
import type { Now } from "./engine.ts";

/** What one host says of the machine. */
export interface Seen {
  readonly report: MachineReport | null;
  readonly isHostHeard: boolean;
}
export type See = (host: HostId) => Seen;

/** What happens to an operation under way. What does not concern its kind changes nothing. */
export type RunningEvent =
  | { readonly type: "agent"; readonly event: CommandEvent }
  | { readonly type: "observed" | "tick"; readonly see: See }
  | { readonly type: "reconnected"; readonly host: HostId }
  | { readonly type: "cancel"; readonly by: string }
  | { readonly type: "stream" }
  | { readonly type: "stream-failed"; readonly problem: Problem }
  /** Of a move that waits for its time: it was judged then, and something stands against it. */
  | { readonly type: "refused"; readonly problem: Problem; readonly isFinal: boolean }
  /** Of a move: it is its turn; how it writes was sampled; it waits for these; other limits. */
  | { readonly type: "turn" | "sampled" }
  | { readonly type: "waits"; readonly for: readonly string[] }
  | { readonly type: "adjust"; readonly change: MigrationAdjustment };

export type RunningEffect =
  | { readonly type: "send"; readonly host: HostId; readonly step: number }
  | { readonly type: "send-cancel"; readonly host: HostId; readonly command: CommandId }
  /** Said by an agent against what is known; goes into the record. */
  | { readonly type: "contradiction"; readonly text: string };

/** An operation with the engine that carries it out. Immutable: each event gives the next. */
export interface Running {
  readonly operation: Operation;
  /** Hosts whose reports and whose coming back concern it. */
  readonly hosts: readonly HostId[];
  /** Nothing is left to do; a move may owe something on a host that is away after it has ended. */
  readonly isOver: boolean;
  /** Monotonic: when a tick has something to do, and when the act under way is given up. */
  readonly dueMs: number;
  readonly deadlineMs: number;
  step(event: RunningEvent, now: Now): readonly [Running, readonly RunningEffect[]];
  /** The act of a step; null where only a ticket held in memory can ask for it. */
  act(step: number): CommandAction | null;
  /** Writes what it keeps beside the operation, and what it decides about the machine. */
  write(draft: Draft, before: Running | null, nowMs: number): void;
}
