import type { HostId } from "@novacron/protocol/domain/ids";
import type { SimIncoming } from "./sim-incoming.ts";

/** What the simulated hosts of one fleet reach each other by. Ways can be cut, and hosts be away. */
export class SimNetwork {
  readonly #hosts = new Map<HostId, SimIncoming>();
  readonly #cuts = new Set<string>();

  join(host: HostId, incoming: SimIncoming): void {
    this.#hosts.set(host, incoming);
  }

  /** The other host's gates, or null where no packet comes through. */
  way(from: HostId, to: HostId): SimIncoming | null {
    if (this.#cuts.has(wayOf(from, to))) return null;
    return this.#hosts.get(to) ?? null;
  }

  /** What happens over there by itself, whether or not anything comes through. */
  at(host: HostId): SimIncoming | null {
    return this.#hosts.get(host) ?? null;
  }

  cut(one: HostId, other: HostId): void {
    this.#cuts.add(wayOf(one, other));
  }

  heal(one: HostId, other: HostId): void {
    this.#cuts.delete(wayOf(one, other));
  }

  healAll(): void {
    this.#cuts.clear();
  }
}

function wayOf(one: HostId, other: HostId): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}
