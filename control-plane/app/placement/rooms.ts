import { GroupCounts } from "./group-counts.ts";
import type { PlacementModel } from "./model.ts";

/** What is free on each host while moves are under way: a machine on its way is on both hosts. */
export class Rooms {
  /** [machine] host it is on or on its way to; -1 for nowhere. */
  readonly at: Int32Array;
  readonly #model: PlacementModel;
  readonly #load: Float64Array;
  readonly #groups: GroupCounts;
  /** Host + group of members that have left it in this stage and still count there. */
  readonly #leaving = new Map<number, number>();
  readonly #departures: { machine: number; from: number }[] = [];

  constructor(model: PlacementModel) {
    this.#model = model;
    this.#load = new Float64Array(model.hosts * model.resources);
    this.#groups = new GroupCounts(model);
    this.at = model.initial.slice();
    for (let machine = 0; machine < model.machines; machine += 1) {
      const host = this.at[machine]!;
      if (host < 0) continue;
      this.#weigh(machine, host, 1);
      this.#groups.add(machine, host);
    }
    this.#groups.settle();
  }

  isOverCapacity(host: number): boolean {
    return this.#isOver(host, this.#model.capacity);
  }

  isOverSafety(host: number): boolean {
    return this.#isOver(host, this.#model.safety);
  }

  /** Lets it set out for `to` if it has room there now and breaks no rule on the way. */
  arrive(machine: number, to: number): boolean {
    const { resources, demand, capacity, allowedRow, allowed } = this.#model;
    const row = allowedRow[machine]!;
    if (row >= 0 && allowed[row]![to] !== 1) return false;
    for (let r = 0; r < resources; r += 1) {
      const more = demand[machine * resources + r]!;
      const at = to * resources + r;
      if (more > 0 && this.#load[at]! + more > capacity[at]!) return false;
    }
    if (this.#isFull(machine, to)) return false;
    const from = this.at[machine]!;
    if (from >= 0) this.#groups.remove(machine, from);
    this.#groups.add(machine, to);
    if (!this.#groups.holds(machine, from, to)) {
      this.#groups.remove(machine, to);
      if (from >= 0) this.#groups.add(machine, from);
      return false;
    }
    this.#weigh(machine, to, 1);
    this.at[machine] = to;
    if (from >= 0) this.#depart(machine, from);
    return true;
  }

  /** What set out has arrived: its room at the source is free, but for what is held to the end. */
  endStage(): void {
    for (const { machine, from } of this.#departures) {
      const { resources, demand, transient, initial } = this.#model;
      for (let r = 0; r < resources; r += 1) {
        const held = transient[r] === 1 && initial[machine] === from;
        if (!held) this.#load[from * resources + r]! -= demand[machine * resources + r]!;
      }
    }
    this.#departures.length = 0;
    this.#leaving.clear();
  }

  #depart(machine: number, from: number): void {
    const { groups, hosts } = this.#model;
    this.#departures.push({ machine, from });
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      const key = groups.ofMachine[at]! * hosts + from;
      this.#leaving.set(key, (this.#leaving.get(key) ?? 0) + 1);
    }
  }

  /** Members that are about to leave still take their places. */
  #isFull(machine: number, to: number): boolean {
    const { groups, hosts } = this.#model;
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      const group = groups.ofMachine[at]!;
      const limit = groups.perHost[group]!;
      if (limit === 0) continue;
      const leaving = this.#leaving.get(group * hosts + to) ?? 0;
      if (this.#groups.onHost(group, to) + leaving >= limit) return true;
    }
    return false;
  }

  #isOver(host: number, limit: Float64Array): boolean {
    const { resources } = this.#model;
    for (let at = host * resources; at < (host + 1) * resources; at += 1) {
      if (this.#load[at]! > limit[at]!) return true;
    }
    return false;
  }

  #weigh(machine: number, host: number, sign: number): void {
    const { resources, demand } = this.#model;
    for (let r = 0; r < resources; r += 1) {
      this.#load[host * resources + r]! += sign * demand[machine * resources + r]!;
    }
  }
}
