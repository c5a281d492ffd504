import { migrationMbPerSecond } from "./hardware.ts";
import type { Host } from "./host.ts";
import { shareOut } from "./share.ts";
import { intervalSeconds } from "./trace.ts";
import { historyLength, type Vm } from "./vm.ts";

/** Samples that the line is laid through. */
const lineLength = 10;
/** Without so many samples, a host is overloaded above this share. */
const threshold = 0.7;

/** One host of a placement that is tried out. */
export class DraftHost {
  readonly host: Host;
  readonly vms: Vm[];
  readonly #safety: number;
  #known: Known | null = null;

  constructor(host: Host, safety: number) {
    this.host = host;
    this.vms = [...host.vms];
    this.#safety = safety;
  }

  get usedMips(): number {
    return this.#sums().used;
  }

  get freeMips(): number {
    return this.#sums().free;
  }

  add(vm: Vm): void {
    this.vms.push(vm);
    this.#known = null;
  }

  remove(vm: Vm): void {
    this.vms.splice(this.vms.indexOf(vm), 1);
    this.#known = null;
  }

  /**
   * Whether the load that a straight line through the last samples foretells for the end of a move, times
   * the safety factor, fills the host; `more` counts as being there.
   */
  isOver(more: Vm | null): boolean {
    const known = this.#sums();
    const { totalMips } = this.host.type;
    const at = (back: number) => known.history[back]! + (more ? shareOf(more, back, totalMips) : 0);
    let long = false;
    for (let back = lineLength - 1; back < historyLength && !long; back += 1) long = at(back) > 0;
    if (!long) return (known.asked + (more?.asked ?? 0)) / totalMips > threshold;
    const middle = (lineLength + 1) / 2;
    let sum = 0;
    let product = 0;
    let squares = 0;
    for (let x = 1; x <= lineLength; x += 1) {
      const load = at(lineLength - x);
      sum += load;
      product += (x - middle) * load;
      squares += (x - middle) ** 2;
    }
    const slope = product / squares;
    const ramMb = Math.max(known.ramMb, more?.type.ramMb ?? 0);
    const steps = Math.ceil(ramMb / migrationMbPerSecond / intervalSeconds);
    const foretold = sum / lineLength + slope * (lineLength + steps - middle);
    return foretold * this.#safety >= 1;
  }

  #sums(): Known {
    this.#known ??= this.#count();
    return this.#known;
  }

  #count(): Known {
    const { type } = this.host;
    const history = new Float64Array(historyLength);
    let [asked, ramMb, free] = [0, 0, type.totalMips];
    for (const vm of this.vms) {
      for (let back = 0; back < vm.history.length; back += 1) {
        history[back]! += shareOf(vm, back, type.totalMips);
      }
      asked += vm.asked;
      ramMb = Math.max(ramMb, vm.type.ramMb);
      free = Math.max(0, free - Math.min(vm.asked, type.coreMips));
    }
    const claims = this.vms.map((vm) => ({ asked: vm.asked, role: "stays" as const }));
    const used = shareOut(type, claims).reduce((all, each) => all + each, 0);
    return { history, asked, ramMb, free, used };
  }
}

interface Known {
  readonly history: Float64Array;
  readonly asked: number;
  readonly ramMb: number;
  readonly free: number;
  readonly used: number;
}

function shareOf(vm: Vm, back: number, totalMips: number): number {
  return ((vm.history[back] ?? 0) * vm.type.mips) / totalMips;
}
