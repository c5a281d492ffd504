import type { CommandId, HostId } from "@novacron/protocol/domain/ids";

const fenceLimits = { kept: 1_000, forMs: 3_600_000 } as const;

/**
 * Acts of operations that were given up without a word of the agent. Their command may still be somewhere on
 * the way; until the agent answers, each time its host is heard anew the cancel is said again, and the
 * agent refuses an act whose cancel came first. Kept as long as a command may live.
 */
export class Fences {
  readonly #fences = new Map<CommandId, { readonly host: HostId; readonly untilMs: number }>();

  add(host: HostId, command: CommandId, nowMs: number): void {
    this.#fences.set(command, { host, untilMs: nowMs + fenceLimits.forMs });
    for (const oldest of this.#fences.keys()) {
      if (this.#fences.size <= fenceLimits.kept) break;
      this.#fences.delete(oldest);
    }
  }

  answered(command: CommandId): void {
    this.#fences.delete(command);
  }

  of(host: HostId, nowMs: number): readonly CommandId[] {
    const found: CommandId[] = [];
    for (const [command, fence] of this.#fences) {
      if (fence.untilMs <= nowMs) this.#fences.delete(command);
      else if (fence.host === host) found.push(command);
    }
    return found;
  }
}
