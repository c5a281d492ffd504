import type { StoredBatch } from "@novacron/protocol/messages/batch";

/** Boots remembered for each host: an agent begins a new one only when its outbox was lost. */
export const bootsPerHost = 4;

/** High-water marks by host and boot, as a store keeps them in memory beside the stored ones. */
export class Marks {
  readonly #hosts = new Map<string, Map<string, number>>();

  get(host: string, boot: string): number {
    return this.#hosts.get(host)?.get(boot) ?? 0;
  }

  /** Raises a mark; returns the boots of that host that are now forgotten. */
  raise(host: string, boot: string, upTo: number): readonly string[] {
    let boots = this.#hosts.get(host);
    if (boots === undefined) {
      boots = new Map();
      this.#hosts.set(host, boots);
    }
    const before = boots.get(boot) ?? 0;
    // The boot written to last stands last; the first is forgotten first.
    boots.delete(boot);
    boots.set(boot, Math.max(before, upTo));
    const forgotten = [...boots.keys()].slice(0, Math.max(0, boots.size - bootsPerHost));
    for (const old of forgotten) boots.delete(old);
    return forgotten;
  }

  /** The batches that are not stored yet, each once, in the order given. */
  unseen(batches: readonly StoredBatch[]): readonly StoredBatch[] {
    const reached = new Map<string, number>();
    return batches.filter((batch) => {
      const id = `${batch.host} ${batch.boot}`;
      const upTo = reached.get(id) ?? this.get(batch.host, batch.boot);
      if (batch.seq <= upTo) return false;
      reached.set(id, batch.seq);
      return true;
    });
  }

  all(): { readonly host: string; readonly boot: string; readonly upTo: number }[] {
    return [...this.#hosts].flatMap(([host, boots]) =>
      [...boots].map(([boot, upTo]) => ({ host, boot, upTo })),
    );
  }
}
