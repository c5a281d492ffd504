import type { Clock } from "../ports/clock.ts";
import type { HookRunner } from "../ports/hooks.ts";
import type { HostFacts, HostFactsInventory } from "../ports/host-facts.ts";
import type { Log } from "../ports/log.ts";

export interface KnownFactsPorts {
  readonly hostFacts: HostFacts;
  readonly clock: Clock;
  readonly log: Log;
  readonly everyMs: number;
  /** Null where this host runs no hooks. */
  readonly hooks: HookRunner | null;
  readonly onChange: () => void;
}

/** What seldom changes of a host, as it was read last: a disk added, an address changed, a hook put there. */
export class KnownFacts {
  readonly #ports: KnownFactsPorts;
  #facts: HostFactsInventory | null = null;
  #cancel: (() => void) | null = null;
  #endWatch: (() => void) | null = null;

  constructor(ports: KnownFactsPorts) {
    this.#ports = ports;
  }

  /** Null before the first reading. */
  get now(): HostFactsInventory | null {
    return this.#facts;
  }

  async read(): Promise<void> {
    this.#facts = await this.#ports.hostFacts.inventory();
  }

  /** Reads them again now and then, and hooks when they change. */
  start(): void {
    this.#again();
    this.#endWatch = this.#ports.hooks?.watch((hooks) => this.#put({ hooks })) ?? null;
  }

  stop(): void {
    this.#cancel?.();
    this.#endWatch?.();
  }

  #again(): void {
    const { clock, everyMs, hostFacts, log } = this.#ports;
    this.#cancel = clock.after(everyMs, () => {
      hostFacts.inventory().then(
        (facts) => this.#put(facts),
        (error: unknown) => log.warn({ error }, "host inventory could not be read"),
      );
      this.#again();
    });
  }

  #put(news: Partial<HostFactsInventory>): void {
    const before = this.#facts;
    if (before === null) return;
    const after = { ...before, ...news };
    this.#facts = after;
    if (JSON.stringify(after) !== JSON.stringify(before)) this.#ports.onChange();
  }
}
