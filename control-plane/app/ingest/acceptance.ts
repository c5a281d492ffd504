import type { Batch } from "@novacron/protocol/messages/batch";

/**
 * What to do with one batch, from the mark alone.
 *
 *   seq <= mark                     duplicate: stored before, said again
 *   seq - 1 <= max(mark, floor)     take: nothing that the agent still has lies between
 *   else                            gap: it overtook others, the agent sends from our mark on
 */
export type Verdict = "take" | "duplicate" | "gap";

export function verdictOn(batch: Pick<Batch, "seq" | "floor">, mark: number): Verdict {
  if (batch.seq <= mark) return "duplicate";
  return batch.seq - 1 <= Math.max(mark, batch.floor) ? "take" : "gap";
}

const bootsPerHost = 4;

/** Up to which batch of which boot all is stored. Only the newest boots of a host are kept. */
export class Marks {
  readonly #hosts = new Map<string, Map<string, number>>();

  get(host: string, boot: string): number {
    return this.#hosts.get(host)?.get(boot) ?? 0;
  }

  set(host: string, boot: string, upTo: number): void {
    const boots = this.#hosts.get(host) ?? new Map<string, number>();
    boots.delete(boot);
    boots.set(boot, upTo);
    for (const old of boots.keys()) {
      if (boots.size <= bootsPerHost) break;
      boots.delete(old);
    }
    this.#hosts.set(host, boots);
  }
}
