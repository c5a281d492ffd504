import type { Fleet, Move, Policy } from "./datacenter.ts";
import { DraftHost } from "./draft.ts";
import { wattsAt } from "./hardware.ts";
import type { Vm } from "./vm.ts";

/**
 * Local regression with minimum migration time, as CloudSim 3.0.3 runs it (Beloglazov and Buyya 2012), its
 * oddities included: a host's own power is that of the last look, and a machine that was just given to a host
 * may be given on when that host is emptied, which counts as two moves.
 */
export function lrMmt(safety: number): Policy {
  return (fleet) => new Round(fleet, safety).moves();
}

class Round {
  readonly #drafts: readonly DraftHost[];

  constructor({ hosts }: Fleet, safety: number) {
    this.#drafts = hosts.map((host) => new DraftHost(host, safety));
  }

  moves(): Move[] {
    const over = this.#drafts.filter((draft) => draft.isOver(null));
    const relieved = this.#place(busiestFirst(relieve(over)), new Set(over));
    return [...relieved, ...this.#empty(over)];
  }

  #place(vms: readonly Vm[], closed: ReadonlySet<DraftHost>): Move[] {
    const moves: Move[] = [];
    for (const vm of vms) {
      const draft = this.#cheapestFor(vm, closed);
      if (draft === null) continue;
      draft.add(vm);
      moves.push({ vm, to: draft.host });
    }
    return moves;
  }

  /** The least busy hosts, one after the other, if all of their machines find a place. */
  #empty(over: readonly DraftHost[]): Move[] {
    const off = this.#drafts.filter((draft) => draft.host.load === 0);
    const skipped = new Set([...over, ...off]);
    const closed = new Set(skipped);
    const moves: Move[] = [];
    for (;;) {
      const draft = this.#leastBusy(skipped);
      if (draft === null) return moves;
      skipped.add(draft);
      closed.add(draft);
      const vms = busiestFirst(draft.vms);
      const found = this.#place(vms, closed);
      if (found.length === vms.length) {
        for (const { to } of found) skipped.add(this.#drafts[to.id]!);
        moves.push(...found);
      } else for (const { vm, to } of found) this.#drafts[to.id]!.remove(vm);
    }
  }

  #leastBusy(skipped: ReadonlySet<DraftHost>): DraftHost | null {
    let best: DraftHost | null = null;
    for (const draft of this.#drafts) {
      if (skipped.has(draft) || draft.vms.length === 0) continue;
      const { load } = draft.host;
      if (load > 0 && load < (best?.host.load ?? 1)) best = draft;
    }
    return best;
  }

  #cheapestFor(vm: Vm, closed: ReadonlySet<DraftHost>): DraftHost | null {
    let best: DraftHost | null = null;
    let bestRise = Number.POSITIVE_INFINITY;
    for (const draft of this.#drafts) {
      const { type, load } = draft.host;
      if (closed.has(draft) || vm.asked > type.coreMips || vm.asked > draft.freeMips) continue;
      if (draft.usedMips !== 0 && draft.isOver(vm)) continue;
      const after = (draft.usedMips + vm.asked) / type.totalMips;
      const rise = wattsAt(type, after) - wattsAt(type, load);
      if (rise < bestRise) [best, bestRise] = [draft, rise];
    }
    return best;
  }
}

/** Takes machines off overloaded hosts, those that move fastest first. */
function relieve(over: readonly DraftHost[]): Vm[] {
  const taken: Vm[] = [];
  for (const draft of over) {
    do {
      const vm = smallestOf(draft.vms);
      if (vm === null) break;
      draft.remove(vm);
      taken.push(vm);
    } while (draft.isOver(null));
  }
  return taken;
}

function smallestOf(vms: readonly Vm[]): Vm | null {
  let best: Vm | null = null;
  for (const vm of vms) if (best === null || vm.type.ramMb < best.type.ramMb) best = vm;
  return best;
}

function busiestFirst(vms: readonly Vm[]): Vm[] {
  return [...vms].sort((a, b) => b.asked - a.asked);
}
