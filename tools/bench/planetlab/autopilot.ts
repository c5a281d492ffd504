import { plan } from "@novacron/control-plane/app/placement/plan";
import type { PlanFleet, PlanHost, PlanHostState } from "@novacron/control-plane/ports/plan-fleet";
import type { Fleet, Move, Policy } from "./datacenter.ts";
import { Forecaster } from "./forecast.ts";
import { vmTypes } from "./hardware.ts";
import type { Host } from "./host.ts";
import type { Vm } from "./vm.ts";

/** Share of a host that the planner prefers not to exceed; it never exceeds the whole. */
const safety = 0.85;
/** A host is emptied when what remains on is filled to at most so much. */
const fill = 0.8;
/** Hosts that are off and may be switched on in one step. */
const sparesPerStep = 4;
/** Seldom the reason for a move here, as the planner only repairs. */
const moveCost = 5;

/**
 * The product's planner at the wheel: empties hosts that are not needed and relieves those that would be
 * overloaded, both by the plan's repair, which moves nothing else.
 */
export function autopilot(): Policy {
  const forecaster = new Forecaster();
  return (fleet) => {
    forecaster.see(fleet.vms);
    return new Turn(fleet, forecaster).moves();
  };
}

class Turn {
  readonly #fleet: Fleet;
  readonly #mips: ReadonlyMap<Vm, number>;
  readonly #load: ReadonlyMap<Host, number>;

  constructor(fleet: Fleet, forecaster: Forecaster) {
    this.#fleet = fleet;
    const mips = new Map(fleet.vms.map((vm) => [vm, forecaster.mipsFor(vm)]));
    const load = (host: Host) => host.vms.reduce((sum, vm) => sum + mips.get(vm)!, 0);
    this.#mips = mips;
    this.#load = new Map(fleet.hosts.map((host) => [host, load(host)]));
  }

  moves(): Move[] {
    const on = this.#fleet.hosts.filter((host) => host.vms.length > 0);
    const unneeded = this.#unneeded(on);
    const kept = on.filter((host) => !unneeded.has(host));
    const over = kept.some((host) => this.#load.get(host)! > host.type.totalMips);
    if (unneeded.size === 0 && !over) return [];
    const off = this.#fleet.hosts.filter((host) => host.vms.length === 0 && takesAll(host));
    const open = over ? [...kept, ...off.slice(0, sparesPerStep)] : kept;
    return this.#plan([
      ...open.map((host) => planHost(host, "open")),
      ...[...unneeded].map((host) => planHost(host, "draining")),
    ]);
  }

  /** Those that not every machine can run on first, then the emptiest. */
  #unneeded(on: readonly Host[]): ReadonlySet<Host> {
    const unneeded = new Set<Host>();
    const needed = on.reduce((sum, host) => sum + this.#load.get(host)!, 0);
    let room = on.reduce((sum, host) => sum + host.type.totalMips, 0);
    const ranked = [...on].sort(
      (a, b) =>
        Number(takesAll(a)) - Number(takesAll(b)) || this.#load.get(a)! - this.#load.get(b)!,
    );
    for (const host of ranked) {
      if (needed > (room - host.type.totalMips) * fill) break;
      room -= host.type.totalMips;
      unneeded.add(host);
    }
    return unneeded;
  }

  #plan(hosts: readonly PlanHost[]): Move[] {
    const { vms, hosts: all } = this.#fleet;
    const fleet: PlanFleet = {
      resources: [{ name: "cpu" }],
      hosts,
      rules: [],
      machines: vms.map((vm) => ({
        id: `${vm.id}`,
        host: `${vm.host}`,
        tags: [],
        demand: [this.#mips.get(vm)!],
        moveCost,
        pinned: null,
      })),
    };
    const byId = new Map(vms.map((vm) => [`${vm.id}`, vm]));
    // The moves of a step start together here, so a detour's first half would be in vain.
    const made = plan(fleet, { seed: 1, mode: "repair" }).moves.filter(({ detour }) => !detour);
    return made.map(({ machine, to }) => ({ vm: byId.get(machine)!, to: all[Number(to)]! }));
  }
}

const largestMips = Math.max(...vmTypes.map(({ mips }) => mips));

function takesAll({ type }: Host): boolean {
  return type.coreMips >= largestMips;
}

function planHost({ id, type }: Host, state: PlanHostState): PlanHost {
  return {
    id: `${id}`,
    state,
    tags: [],
    location: `${id}`,
    zone: "one",
    capacity: [type.totalMips],
    safety: [type.totalMips * safety],
  };
}
