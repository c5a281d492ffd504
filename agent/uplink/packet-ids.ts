import { invariant } from "@novacron/protocol/errors/nova-error";

/** Packet identifiers are of 16 bits, never 0 (3.1.1, 2.3.1). */
const idMax = 65_535;

/** Identifiers of packets that wait for their answer; one is not given again before it is released. */
export class PacketIds {
  readonly #used = new Set<number>();
  #last = 0;

  take(): number {
    invariant(this.#used.size < idMax, "fewer packets are under way than there are identifiers");
    do this.#last = (this.#last % idMax) + 1;
    while (this.#used.has(this.#last));
    this.#used.add(this.#last);
    return this.#last;
  }

  release(id: number): void {
    this.#used.delete(id);
  }
}
