import type { HostHook } from "@novacron/protocol/domain/host-hook";

export interface HookOrder {
  readonly name: string;
  readonly timeoutMs: number;
}

export interface HookOptions {
  /** Aborted: the hook is told to end, and killed where it does not. */
  readonly signal: AbortSignal;
  /** Its newest line, now and then. */
  readonly progress: (line: string) => void;
}

/** Runs the programs that the administrator of this host placed here for maintenance. */
export interface HookRunner {
  /**
   * The end of its output, where it ended with status 0. Rejects HOOK_REFUSED (nothing was begun), CONFLICT (an earlier one still
   * runs), HOOK_FAILED, DEADLINE_EXCEEDED or CANCELLED, with the end of its output in the details.
   */
  run(order: HookOrder, options: HookOptions): Promise<string>;
  /** One that an agent before this began and that still runs, in words; null where there is none. */
  stillRuns(): string | null;
  /** Calls back with all hooks soon after one of them may have changed; ended by what it gives. */
  watch(changed: (hooks: HostHook[]) => void): () => void;
}
