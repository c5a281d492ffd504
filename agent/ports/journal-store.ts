import type { CommandEvent, Command } from "@novacron/protocol/messages/command";

/** One command as the journal keeps it. `outcome` null: it was begun and not ended. */
export interface JournalEntry {
  readonly command: Command;
  readonly receivedAt: number;
  /** True once the act may have begun. */
  readonly begun: boolean;
  readonly outcome: CommandEvent | null;
}

/** Small facts that must survive a restart, such as the highest epoch seen and the machines that left. */
export interface AgentFacts {
  readonly epoch: number;
  /** machine id -> generation under which it is known here. */
  readonly generations: Readonly<Record<string, number>>;
  /** Machines that ever left this host: never autostarted without a word of the control plane. */
  readonly departed: readonly string[];
  /** Host boot (kernel's boot id) for which autostart was done. */
  readonly autostartDoneFor: string | null;
}

/** Where the agent writes intent before it acts. Every write is durable (fsync) when it resolves. */
export interface JournalStore {
  open(): Promise<{ readonly entries: readonly JournalEntry[]; readonly facts: AgentFacts }>;
  put(entry: JournalEntry): Promise<void>;
  putFacts(facts: AgentFacts): Promise<void>;
  /** Forgets ended commands, oldest first, beyond `keep`. */
  prune(keep: number): Promise<void>;
  close(): Promise<void>;
}
