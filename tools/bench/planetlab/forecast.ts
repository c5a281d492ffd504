import type { Vm } from "./vm.ts";

/** Weight of the latest sample: half of what is known is younger than about an hour and a half. */
const memory = 0.04;
/** A young machine's own samples are mixed with so many of an average machine. */
const borrowed = 2;
/** Variance of an average machine's load until it has been seen. */
const variancePresumed = 0.01;
/** Room for how much a machine's load varies, in the standard deviations of a whole host. */
const deviations = 1.7;
/** Standard deviation of a full host's load, in MIPS: what turns variances, which add up, into room. */
const hostDeviation = 640;

interface Known {
  samples: number;
  mean: number;
  variance: number;
}

/**
 * MIPS to set aside for each machine: its mean load, and a share of the room that a host needs because
 * loads vary. Learns from what was asked for so far and from nothing else.
 */
export class Forecaster {
  readonly #known = new Map<Vm, Known>();
  #mean = 0;
  #variance = variancePresumed;

  see(vms: readonly Vm[]): void {
    let mean = 0;
    let variance = 0;
    for (const vm of vms) {
      const known = this.#learn(vm);
      mean += known.mean / vms.length;
      variance += known.variance / vms.length;
    }
    this.#mean = mean;
    if (variance > 0) this.#variance = variance;
  }

  mipsFor(vm: Vm): number {
    const { samples, mean, variance } = this.#known.get(vm)!;
    const { mips } = vm.type;
    const usual = mixed(mean, this.#mean, samples);
    const spread = mips ** 2 * mixed(variance, this.#variance, samples - 1);
    return mips * usual + (deviations * spread) / hostDeviation;
  }

  #learn(vm: Vm): Known {
    const known = this.#known.get(vm) ?? { samples: 0, mean: 0, variance: 0 };
    this.#known.set(vm, known);
    known.samples += 1;
    const weight = Math.max(memory, 1 / known.samples);
    const off = vm.asked / vm.type.mips - known.mean;
    known.mean += weight * off;
    if (known.samples > 1) known.variance += weight * (off ** 2 - known.variance);
    return known;
  }
}

function mixed(own: number, average: number, samples: number): number {
  return (own * samples + average * borrowed) / (samples + borrowed);
}
