import { hostRamMb, vmsByBandwidth, wattsAt } from "./hardware.ts";
import type { Host } from "./host.ts";
import type { Vm } from "./vm.ts";

/**
 * Where CloudSim starts the machines: one after the other, each with all its MIPS and memory, on the host
 * whose power rises least; hosts that are alike in the order of their numbers.
 */
export function placeFirst(vms: readonly Vm[], hosts: readonly Host[]): void {
  const taken = hosts.map(() => ({ mips: 0, ramMb: 0 }));
  for (const vm of vms) {
    const host = cheapestFor(vm, hosts, taken);
    if (host === null) throw new RangeError(`machine ${vm.id} fits on no host`);
    host.vms.push(vm);
    vm.host = host.id;
    taken[host.id]!.mips += vm.type.mips;
    taken[host.id]!.ramMb += vm.type.ramMb;
  }
}

function cheapestFor(
  { type }: Vm,
  hosts: readonly Host[],
  taken: readonly { readonly mips: number; readonly ramMb: number }[],
): Host | null {
  let best: Host | null = null;
  let bestRise = Number.POSITIVE_INFINITY;
  for (const host of hosts) {
    const { mips, ramMb } = taken[host.id]!;
    if (type.mips > host.type.coreMips || mips + type.mips > host.type.totalMips) continue;
    if (ramMb + type.ramMb > hostRamMb || host.vms.length >= vmsByBandwidth) continue;
    // The host counts as idle until the machines have begun to work.
    const rise =
      wattsAt(host.type, (mips + type.mips) / host.type.totalMips) - wattsAt(host.type, 0);
    if (rise < bestRise) [best, bestRise] = [host, rise];
  }
  return best;
}
