import { placeFirst } from "./first-placement.ts";
import { migrationMbPerSecond } from "./hardware.ts";
import { Host } from "./host.ts";
import { intervalSeconds, samplesPerDay, type Trace } from "./trace.ts";
import { advance, type Vm, vmsOf } from "./vm.ts";

export interface Move {
  readonly vm: Vm;
  readonly to: Host;
}

export interface Fleet {
  readonly hosts: readonly Host[];
  /** Those that still run. */
  readonly vms: readonly Vm[];
  /** Steps done before this one. */
  readonly step: number;
}

/** Decides at each step which machines move where. */
export type Policy = (fleet: Fleet) => readonly Move[];

export interface DayResult {
  readonly vms: number;
  readonly kwh: number;
  readonly moves: number;
  /** Share of the hosts' active time in which a machine got less than it asked for. */
  readonly slatah: number;
  /** Share of what was asked for that moves took away. */
  readonly pdm: number;
}

/** CloudSim's clock is a tenth of a second late: a machine's creation takes that long to be acknowledged. */
const firstStepAt = 0.1;
const secondsPerDay = 86_400;

/**
 * A day on hosts with one trace, counted as CloudSim 3.0.3 counts its PlanetLab examples: a look at all
 * hosts each five minutes and whenever moves end; a machine that asks for nothing has ended and goes; the
 * memory of a running machine is not counted.
 */
export function runDay(trace: Trace, hosts: number, policy: Policy): DayResult {
  return new Day(trace, hosts).run(policy);
}

interface Arrival extends Move {
  readonly at: number;
}

class Day {
  readonly #hosts: readonly Host[];
  readonly #all: readonly Vm[];
  #vms: readonly Vm[];
  #wattSeconds = 0;
  #moves = 0;
  #lastAt = 0;

  constructor(trace: Trace, hosts: number) {
    this.#hosts = Array.from({ length: hosts }, (_, id) => new Host(id));
    this.#all = vmsOf(trace);
    this.#vms = this.#all;
    placeFirst(this.#all, this.#hosts);
  }

  run(policy: Policy): DayResult {
    let now = firstStepAt;
    for (let step = 0; step < samplesPerDay; step += 1) {
      now += intervalSeconds;
      if (now >= secondsPerDay) break;
      this.#look(now);
      const fleet = { hosts: this.#hosts, vms: this.#vms, step };
      this.#land(this.#start(now, policy(fleet)));
    }
    return this.#result();
  }

  #start(now: number, moves: readonly Move[]): Arrival[] {
    return moves.map(({ vm, to }) => {
      this.#moves += 1;
      if (!to.coming.has(vm)) {
        vm.migrating = true;
        to.coming.add(vm);
        to.vms.push(vm);
        to.look(now);
        this.#hosts[vm.host]!.look(now);
      }
      return { vm, to, at: now + vm.type.ramMb / migrationMbPerSecond };
    });
  }

  #land(started: readonly Arrival[]): void {
    const arrivals = [...started].sort((a, b) => a.at - b.at);
    arrivals.forEach(({ vm, to, at }, index) => {
      if (at > this.#lastAt) this.#look(at);
      remove(this.#hosts[vm.host]!.vms, vm);
      remove(to.vms, vm);
      to.coming.delete(vm);
      to.vms.push(vm);
      vm.host = to.id;
      vm.migrating = false;
      if (arrivals[index + 1]?.at !== at) this.#look(at);
    });
  }

  #look(now: number): void {
    if (now > this.#lastAt) for (const vm of this.#vms) advance(vm, now, firstStepAt);
    for (const host of this.#hosts) host.look(now);
    const seconds = now - this.#lastAt;
    for (const host of this.#hosts) this.#wattSeconds += host.energyOver(seconds);
    this.#lastAt = now;
    const ended = new Set(this.#vms.filter((vm) => vm.asked === 0 && !vm.migrating));
    if (ended.size === 0) return;
    for (const vm of ended) {
      remove(this.#hosts[vm.host]!.vms, vm);
      vm.host = -1;
    }
    this.#vms = this.#vms.filter((vm) => !ended.has(vm));
  }

  #result(): DayResult {
    const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);
    return {
      vms: this.#all.length,
      kwh: this.#wattSeconds / 3_600_000,
      moves: this.#moves,
      slatah:
        sum(this.#hosts.map((host) => host.shortSeconds)) /
        sum(this.#hosts.map((host) => host.activeSeconds)),
      pdm:
        sum(this.#all.map(({ totals }) => totals.lackedInMigration)) /
        sum(this.#all.map(({ totals }) => totals.asked)),
    };
  }
}

function remove(vms: Vm[], vm: Vm): void {
  const at = vms.indexOf(vm);
  if (at >= 0) vms.splice(at, 1);
}
