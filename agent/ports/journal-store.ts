import type { Virtualisation } from "@novacron/protocol/domain/host";
import type { HostId } from "@novacron/protocol/domain/ids";
import type { SigningKey } from "@novacron/protocol/domain/signing";
import type { Command, CommandEvent } from "@novacron/protocol/messages/command";

/** One command as the journal keeps it. `outcome` null: it was begun and not ended. */
export interface JournalEntry {
  readonly command: Command;
  readonly receivedAt: number;
  /** True once the act may have begun. */
  readonly begun: boolean;
  readonly outcome: CommandEvent | null;
}

/** Why a machine may not run here now. */
export interface MoveBar {
  readonly target: HostId;
  /** Generation that it has there. */
  readonly next: number;
  readonly since: number;
}

/** Small facts that must survive a restart, such as the highest epoch seen and the machines that left. */
export interface AgentFacts {
  readonly epoch: number;
  /** machine id -> generation under which it is known here. */
  readonly generations: Readonly<Record<string, number>>;
  /** Machines that ever left this host: never autostarted without a word of the control plane. */
  readonly departed: readonly string[];
  /**
   * Machines that are being moved away, from before the move until the control plane has said where they are: neither
   * started nor resumed here by anybody but the move itself.
   */
  readonly barred?: Readonly<Record<string, MoveBar>> | undefined;
  /** Host boot (kernel's boot id) for which autostart was done. */
  readonly autostartDoneFor: string | null;
  /** Keys that the control plane told, signed, to somebody who knew it by the keys `since`. */
  readonly signingKeys?:
    | { readonly since: string; readonly keys: readonly SigningKey[] }
    | undefined;
  /**
   * Of the commands that were ended and forgotten, the one first sent last: nothing up to it is new, in any later
   * life of this agent either.
   */
  readonly forgotten?: { readonly epoch: number; readonly turn: number } | undefined;
  /** Verdict of the probe guest and the kernel boot it holds for. */
  readonly virtualisation?: (Virtualisation & { readonly kernelBootId: string }) | undefined;
}

/**
 * Where the agent writes intent before it acts. Every write is durable (fsync) when it resolves and rejects
 * DISK_FULL without having taken effect where there is no room. Calls may overlap and take effect in the
 * order in which they were made.
 */
export interface JournalStore {
  /** Entries in the order of their first put; before any `putFacts`: epoch 0 and nothing else. */
  open(): Promise<{ readonly entries: readonly JournalEntry[]; readonly facts: AgentFacts }>;
  put(entry: JournalEntry): Promise<void>;
  putFacts(facts: AgentFacts): Promise<void>;
  /** Keeps the newest `keep` ended commands and every one that has not ended; forgets the others. */
  prune(keep: number): Promise<void>;
  close(): Promise<void>;
}
