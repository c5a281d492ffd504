import type { PlacementModel } from "./model.ts";

/**
 * Where the members of each group stand, kept up to date move by move. The rules are judged after the
 * counts are changed, so that one move, a swap and a chain are judged alike.
 */
export class GroupCounts {
  readonly #model: PlacementModel;
  /** Row of a group in the tables by host; -1 for a lone member, whom no such rule binds. */
  readonly #row: Int32Array;
  readonly #perHost: Uint16Array;
  readonly #perLocation: Uint16Array;
  readonly #perZone: Uint16Array;
  readonly #locationsUsed: Int32Array;
  /** [group]: members that are somewhere. */
  readonly #members: Int32Array;
  /** Fewest locations a group may fall to: what it must have, or has where it has less. */
  readonly #spreadFloor: Int32Array;
  /** [moved members]: so many groups have so many. */
  readonly #groupsByMoved: Int32Array;
  readonly #moved: Int32Array;
  #mostMoved = 0;

  constructor(model: PlacementModel) {
    const { groups, hosts, locations, zones } = model;
    this.#model = model;
    this.#row = new Int32Array(groups.count).fill(-1);
    let rows = 0;
    let largest = 0;
    for (let group = 0; group < groups.count; group += 1) {
      const size = groups.memberStart[group + 1]! - groups.memberStart[group]!;
      if (size > 1) this.#row[group] = rows++;
      if (size > largest) largest = size;
    }
    this.#perHost = new Uint16Array(rows * hosts);
    this.#perLocation = new Uint16Array(rows * locations);
    this.#perZone = new Uint16Array(groups.count * zones);
    this.#locationsUsed = new Int32Array(groups.count);
    this.#members = new Int32Array(groups.count);
    this.#spreadFloor = new Int32Array(groups.count);
    this.#moved = new Int32Array(groups.count);
    this.#groupsByMoved = new Int32Array(largest + 2);
    this.#groupsByMoved[0] = groups.count;
  }

  get mostMoved(): number {
    return this.#mostMoved;
  }

  onHost(group: number, host: number): number {
    const row = this.#row[group]!;
    return row < 0 ? 0 : this.#perHost[row * this.#model.hosts + host]!;
  }

  add(machine: number, host: number): void {
    const { groups, zone, zones, location, locations, hosts, initial } = this.#model;
    const away = host !== initial[machine] && initial[machine]! >= 0 ? 1 : 0;
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      const group = groups.ofMachine[at]!;
      this.#perZone[group * zones + zone[host]!]! += 1;
      this.#members[group]! += 1;
      if (away === 1) this.#countMoved(group, 1);
      const row = this.#row[group]!;
      if (row < 0) continue;
      this.#perHost[row * hosts + host]! += 1;
      const place = row * locations + location[host]!;
      if (this.#perLocation[place]!++ === 0) this.#locationsUsed[group]! += 1;
    }
  }

  remove(machine: number, host: number): void {
    const { groups, zone, zones, location, locations, hosts, initial } = this.#model;
    const away = host !== initial[machine] && initial[machine]! >= 0 ? 1 : 0;
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      const group = groups.ofMachine[at]!;
      this.#perZone[group * zones + zone[host]!]! -= 1;
      this.#members[group]! -= 1;
      if (away === 1) this.#countMoved(group, -1);
      const row = this.#row[group]!;
      if (row < 0) continue;
      this.#perHost[row * hosts + host]! -= 1;
      const place = row * locations + location[host]!;
      if (--this.#perLocation[place]! === 0) this.#locationsUsed[group]! -= 1;
    }
  }

  /** Groups that break a rule today must not get worse, and may stay as they are. */
  settle(): void {
    const { groups } = this.#model;
    for (let group = 0; group < groups.count; group += 1) {
      const used = this.#row[group]! < 0 ? 1 : this.#locationsUsed[group]!;
      this.#spreadFloor[group] = Math.min(groups.spreadMin[group]!, used);
    }
  }

  /** Whether the rules of its groups hold around a machine that has gone from `from` to `to`. */
  holds(machine: number, from: number, to: number): boolean {
    const { groups, hosts, zone, zones } = this.#model;
    const source = from < 0 ? -1 : zone[from]!;
    const target = zone[to]!;
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      const group = groups.ofMachine[at]!;
      const row = this.#row[group]!;
      if (row >= 0) {
        const limit = groups.perHost[group]!;
        if (limit > 0 && this.#perHost[row * hosts + to]! > limit) return false;
        if (this.#locationsUsed[group]! < this.#spreadFloor[group]!) return false;
      }
      if (source === target) continue;
      for (let i = groups.needsStart[group]!; i < groups.needsStart[group + 1]!; i++) {
        if (this.#perZone[groups.needs[i]! * zones + target] === 0) return false;
      }
      if (source < 0 || this.#perZone[group * zones + source] !== 0) continue;
      for (let i = groups.neededByStart[group]!; i < groups.neededByStart[group + 1]!; i++) {
        if (this.#perZone[groups.neededBy[i]! * zones + source] !== 0) return false;
      }
    }
    return true;
  }

  /** True where `to` has no room for another of a group; a quick look before anything is changed. */
  isFull(machine: number, to: number): boolean {
    const { groups, hosts } = this.#model;
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      const group = groups.ofMachine[at]!;
      const row = this.#row[group]!;
      const limit = groups.perHost[group]!;
      if (row >= 0 && limit > 0 && this.#perHost[row * hosts + to]! >= limit) return true;
    }
    return false;
  }

  /** Change of the soft costs when a machine goes; `other` comes the opposite way, or is -1. */
  softDelta(machine: number, from: number, to: number, other: number): number {
    const { groups } = this.#model;
    let delta = 0;
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      const group = groups.ofMachine[at]!;
      const apart = groups.apartWeight[group]!;
      const together = groups.togetherWeight[group]!;
      if (apart === 0 && together === 0) continue;
      if (this.#row[group]! < 0 || (other >= 0 && this.#isIn(other, group))) continue;
      const here = this.onHost(group, from);
      const there = this.onHost(group, to);
      delta += apart * (there - here + 1);
      delta += together * ((there === 0 ? 1 : 0) - (here === 1 ? 1 : 0));
    }
    return delta;
  }

  /** Soft cost of one more member of a group on a host, the machine itself not counted there. */
  joinCost(group: number, host: number): number {
    const { groups } = this.#model;
    const apart = groups.apartWeight[group]!;
    const together = groups.togetherWeight[group]!;
    if ((apart === 0 && together === 0) || this.#row[group]! < 0) return 0;
    const there = this.onHost(group, host);
    const anywhere = this.#members[group]! > 0;
    return apart * there + (anywhere && there === 0 ? together : 0);
  }

  /** What the largest number of moved members in a group would be after one more (1) or less (-1). */
  mostMovedWith(machine: number, change: number): number {
    const { groups } = this.#model;
    const most = this.#mostMoved;
    let atMost = 0;
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      if (this.#moved[groups.ofMachine[at]!] === most) atMost += 1;
    }
    if (change > 0) return atMost > 0 ? most + 1 : most;
    return atMost > 0 && this.#groupsByMoved[most] === atMost ? most - 1 : most;
  }

  #isIn(machine: number, group: number): boolean {
    const { groups } = this.#model;
    const end = groups.ofMachineStart[machine + 1]!;
    for (let at = groups.ofMachineStart[machine]!; at < end; at++) {
      if (groups.ofMachine[at] === group) return true;
    }
    return false;
  }

  #countMoved(group: number, change: number): void {
    const before = this.#moved[group]!;
    const after = before + change;
    this.#moved[group] = after;
    this.#groupsByMoved[before]! -= 1;
    this.#groupsByMoved[after]! += 1;
    if (after > this.#mostMoved) this.#mostMoved = after;
    while (this.#mostMoved > 0 && this.#groupsByMoved[this.#mostMoved] === 0) this.#mostMoved -= 1;
  }
}
