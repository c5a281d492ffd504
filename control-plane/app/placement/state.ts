import { GroupCounts } from "./group-counts.ts";
import type { PlacementModel } from "./model.ts";

/** Numbers kept for each resource of a host, side by side so that one look at a host is one stretch of memory. */
const fields = 4;
const load = 0;
const claim = 1;
const room = 2;
const safe = 3;

/**
 * A placement under change: knows its cost at every moment and what a change would make of it, by looking
 * at the hosts concerned alone. A change that breaks a hard rule is refused.
 */
export class PlacementState {
  readonly model: PlacementModel;
  /** [machine] host, or -1. */
  readonly at: Int32Array;
  readonly hostCost: Float64Array;
  /** Machines of each host, in no order. */
  readonly onHost: number[][];
  readonly groups: GroupCounts;
  /** Machines that are elsewhere than at first, in no order; the first `awayCount` of them. */
  readonly away: Int32Array;
  awayCount = 0;
  readonly #awaySlot: Int32Array;
  readonly #slot: Int32Array;
  readonly #row: Float64Array;
  readonly #nobody: number;
  #overPrice = Infinity;
  /** Whether a host's cost has parts beside its load. */
  readonly #hasRest: boolean;
  #hostCosts = 0;
  #moveCosts = 0;
  #softCosts = 0;

  constructor(model: PlacementModel, placement: Int32Array = model.initial) {
    this.model = model;
    this.at = new Int32Array(model.machines + 1).fill(-1);
    this.hostCost = new Float64Array(model.hosts);
    this.onHost = Array.from({ length: model.hosts }, () => []);
    this.groups = new GroupCounts(model);
    this.away = new Int32Array(model.machines);
    this.#awaySlot = new Int32Array(model.machines).fill(-1);
    this.#slot = new Int32Array(model.machines);
    this.#row = new Float64Array(model.hosts * model.resources * fields);
    this.#nobody = model.machines;
    this.#hasRest = model.balances.length > 0 || model.hostUseCost !== null;
    this.#fillHosts();
    for (let machine = 0; machine < model.machines; machine += 1) {
      const host = placement[machine]!;
      if (host >= 0) this.put(machine, host);
    }
    this.groups.settle();
  }

  get cost(): number {
    const group = this.model.groupMoveWeight * this.groups.mostMoved;
    return this.#hostCosts + this.#moveCosts + this.#softCosts + group;
  }

  /** Price of a unit beyond a host's room; Infinity, as at first, refuses what goes beyond it. */
  set overPrice(price: number) {
    this.#overPrice = price;
    for (let host = 0; host < this.model.hosts; host += 1) this.#recost(host);
  }

  get isOverAnywhere(): boolean {
    for (let host = 0; host < this.model.hosts; host += 1) if (this.isOver(host)) return true;
    return false;
  }

  loadOf(host: number, resource: number): number {
    return this.#row[(host * this.model.resources + resource) * fields + load]!;
  }

  /** Load and what leaving machines still hold until the plan has ended. */
  claimOf(host: number, resource: number): number {
    return this.#row[(host * this.model.resources + resource) * fields + claim]!;
  }

  /**
   * Cost of `host` if `arriving` were there and `leaving` gone; -1 for nobody. Infinity where `arriving`
   * does not fit.
   */
  costWith(host: number, arriving: number, leaving: number): number {
    const { resources, demand, initial, transient, loadWeight } = this.model;
    const come = arriving < 0 ? this.#nobody : arriving;
    const go = leaving < 0 ? this.#nobody : leaving;
    const comesHome = initial[come] === host;
    const goesFromHome = initial[go] === host;
    const row = this.#row;
    const price = this.#overPrice;
    let field = host * resources * fields;
    let comeAt = come * resources;
    let goAt = go * resources;
    let cost = 0;
    for (let r = 0; r < resources; r += 1) {
      const more = demand[comeAt++]!;
      const less = demand[goAt++]!;
      const stays = transient[r] === 1;
      const grows = (stays && comesHome ? 0 : more) - (stays && goesFromHome ? 0 : less);
      const beyond = row[field + claim]! + grows - row[field + room]!;
      if (beyond > 0) {
        if (price !== Infinity) cost += beyond * price;
        else if (more > 0 && grows > 0) return Infinity;
      }
      const over = row[field + load]! + more - less - row[field + safe]!;
      if (over > 0) cost += over * loadWeight[r]!;
      field += fields;
    }
    return this.#hasRest ? cost + this.#restOfCost(host, come, go) : cost;
  }

  /**
   * What the costs of both hosts change by when `first` goes from `from` to `to` and `second`, or nobody
   * (-1), comes the other way. Infinity where one does not fit. One pass over both hosts: a search asks
   * this millions of times a second.
   */
  tradeDelta(from: number, to: number, first: number, second: number): number {
    const { resources, demand, initial, transient, loadWeight } = this.model;
    const back = second < 0 ? this.#nobody : second;
    const firstHome = initial[first]!;
    const backHome = initial[back]!;
    const row = this.#row;
    const price = this.#overPrice;
    let source = from * resources * fields;
    let target = to * resources * fields;
    let goes = first * resources;
    let comes = back * resources;
    let cost = 0;
    for (let r = 0; r < resources; r += 1) {
      const out = demand[goes++]!;
      const into = demand[comes++]!;
      const net = out - into;
      let atTarget = net;
      let atSource = -net;
      if (transient[r] === 1) {
        atTarget = (firstHome === to ? 0 : out) - (backHome === to ? 0 : into);
        atSource = (backHome === from ? 0 : into) - (firstHome === from ? 0 : out);
      }
      const beyondTarget = row[target + claim]! + atTarget - row[target + room]!;
      const beyondSource = row[source + claim]! + atSource - row[source + room]!;
      if (price !== Infinity) {
        if (beyondTarget > 0) cost += beyondTarget * price;
        if (beyondSource > 0) cost += beyondSource * price;
      } else if ((atTarget > 0 && beyondTarget > 0) || (atSource > 0 && beyondSource > 0)) {
        return Infinity;
      }
      const overTarget = row[target + load]! + net - row[target + safe]!;
      const overSource = row[source + load]! - net - row[source + safe]!;
      const weight = loadWeight[r]!;
      if (overTarget > 0) cost += overTarget * weight;
      if (overSource > 0) cost += overSource * weight;
      source += fields;
      target += fields;
    }
    if (this.#hasRest) cost += this.#restOfTrade(from, to, first, second);
    return cost - this.hostCost[from]! - this.hostCost[to]!;
  }

  /** Cost of the move itself and of soft rules between machine and host, beside where it is now. */
  wayDelta(machine: number, to: number): number {
    return this.#stay(machine, to) - this.#stay(machine, this.at[machine]!);
  }

  isAllowed(machine: number, host: number): boolean {
    const row = this.model.allowedRow[machine]!;
    return row < 0 || this.model.allowed[row]![host] === 1;
  }

  /** Change of the group costs, which a shift or half of a swap brings. */
  groupDelta(machine: number, to: number, other: number): number {
    const { groups, groupMoveWeight, initial } = this.model;
    let delta = 0;
    if (groups.soft) delta += this.groups.softDelta(machine, this.at[machine]!, to, other);
    const home = initial[machine]!;
    if (groupMoveWeight === 0 || home < 0) return delta;
    const change = this.at[machine] === home ? 1 : to === home ? -1 : 0;
    if (change === 0) return delta;
    const most = this.groups.mostMovedWith(machine, change);
    return delta + groupMoveWeight * (most - this.groups.mostMoved);
  }

  /** Moves it if the rules of its groups allow that; its room must have been looked at before. */
  shift(machine: number, to: number): boolean {
    if (!this.isAllowed(machine, to) || this.groups.isFull(machine, to)) return false;
    const from = this.at[machine]!;
    const soft = this.model.groups.soft ? this.groups.softDelta(machine, from, to, -1) : 0;
    const way = this.wayDelta(machine, to);
    this.groups.remove(machine, from);
    this.groups.add(machine, to);
    if (!this.groups.holds(machine, from, to)) {
      this.groups.remove(machine, to);
      this.groups.add(machine, from);
      return false;
    }
    this.#moveCosts += way;
    this.#softCosts += soft;
    this.#carry(machine, from, to);
    this.#recost(from);
    this.#recost(to);
    return true;
  }

  /** Exchanges the places of two machines of different hosts if the rules of their groups allow that. */
  swap(first: number, second: number): boolean {
    const from = this.at[first]!;
    const to = this.at[second]!;
    if (!this.isAllowed(first, to) || !this.isAllowed(second, from)) return false;
    const way = this.wayDelta(first, to) + this.wayDelta(second, from);
    let soft = 0;
    if (this.model.groups.soft) {
      soft = this.groups.softDelta(first, from, to, second);
      soft += this.groups.softDelta(second, to, from, first);
    }
    this.#exchange(first, second, from, to);
    if (!this.groups.holds(first, from, to) || !this.groups.holds(second, to, from)) {
      this.#exchange(first, second, to, from);
      return false;
    }
    this.#moveCosts += way;
    this.#softCosts += soft;
    this.#carry(first, from, to);
    this.#carry(second, to, from);
    this.#recost(from);
    this.#recost(to);
    return true;
  }

  /**
   * Puts a machine that is nowhere (taken from `from`, or -1) onto a host if it may be there, fits and
   * breaks no rule of its groups.
   */
  arrive(machine: number, from: number, to: number): boolean {
    if (!this.isAllowed(machine, to) || this.groups.isFull(machine, to)) return false;
    if (this.costWith(to, machine, -1) === Infinity) return false;
    this.groups.add(machine, to);
    const holds = this.groups.holds(machine, from, to);
    this.groups.remove(machine, to);
    if (holds) this.put(machine, to);
    return holds;
  }

  /** What putting it there would cost, its group's rules left out; Infinity where it does not fit. */
  priceOf(machine: number, to: number): number {
    if (!this.isAllowed(machine, to)) return Infinity;
    return this.costWith(to, machine, -1) - this.hostCost[to]! + this.#stay(machine, to);
  }

  isOver(host: number): boolean {
    const { resources } = this.model;
    for (let field = host * resources * fields; field < (host + 1) * resources * fields; ) {
      if (this.#row[field + claim]! > this.#row[field + room]!) return true;
      field += fields;
    }
    return false;
  }

  /** Puts a machine that is nowhere onto a host, whatever the rules say. */
  put(machine: number, host: number): void {
    if (this.model.groups.soft) this.#softCosts += this.#softOf(machine, host);
    this.#moveCosts += this.#stay(machine, host);
    this.groups.add(machine, host);
    this.#carry(machine, -1, host);
    this.#recost(host);
  }

  /** Takes a machine off its host; its costs go with it. */
  take(machine: number): void {
    const from = this.at[machine]!;
    this.groups.remove(machine, from);
    if (this.model.groups.soft) this.#softCosts -= this.#softOf(machine, from);
    this.#moveCosts -= this.#stay(machine, from);
    this.#carry(machine, from, -1);
    this.#recost(from);
  }

  #softOf(machine: number, host: number): number {
    const { groups } = this.model;
    let cost = 0;
    for (let at = groups.ofMachineStart[machine]!; at < groups.ofMachineStart[machine + 1]!; at++) {
      cost += this.groups.joinCost(groups.ofMachine[at]!, host);
    }
    return cost;
  }

  #exchange(first: number, second: number, from: number, to: number): void {
    this.groups.remove(first, from);
    this.groups.remove(second, to);
    this.groups.add(first, to);
    this.groups.add(second, from);
  }

  #stay(machine: number, host: number): number {
    const { initial, moveCost, wayCost, hosts, preferenceRow, preference } = this.model;
    const row = preferenceRow[machine]!;
    const liked = row < 0 || host < 0 ? 0 : preference[row]![host]!;
    const home = initial[machine]!;
    if (host === home || home < 0 || host < 0) return liked;
    return liked + moveCost[machine]! + (wayCost === null ? 0 : wayCost[home * hosts + host]!);
  }

  #restOfTrade(from: number, to: number, first: number, second: number): number {
    const back = second < 0 ? this.#nobody : second;
    return this.#restOfCost(to, first, back) + this.#restOfCost(from, back, first);
  }

  /** What a host costs beside its load. */
  #restOfCost(host: number, come: number, go: number): number {
    const { hostUseCost, balances } = this.model;
    const cost = balances.length > 0 ? this.#balanceCost(host, come, go) : 0;
    if (hostUseCost === null) return cost;
    const nobody = this.#nobody;
    const left = this.onHost[host]!.length + (come === nobody ? 0 : 1) - (go === nobody ? 0 : 1);
    return left > 0 ? cost + hostUseCost[host]! : cost;
  }

  #balanceCost(host: number, come: number, go: number): number {
    const { balances, demand, resources } = this.model;
    const row = this.#row;
    let cost = 0;
    for (let i = 0; i < balances.length; i += 1) {
      const { first, second, target, weight } = balances[i]!;
      const one = (host * resources + first) * fields;
      const two = (host * resources + second) * fields;
      const freeOne =
        row[one + room]! -
        row[one + load]! -
        demand[come * resources + first]! +
        demand[go * resources + first]!;
      const freeTwo =
        row[two + room]! -
        row[two + load]! -
        demand[come * resources + second]! +
        demand[go * resources + second]!;
      const missing = target * freeOne - freeTwo;
      if (missing > 0) cost += missing * weight;
    }
    return cost;
  }

  #recost(host: number): void {
    const cost = this.costWith(host, -1, -1);
    this.#hostCosts += cost - this.hostCost[host]!;
    this.hostCost[host] = cost;
  }

  #carry(machine: number, from: number, to: number): void {
    const { initial } = this.model;
    if (from >= 0) {
      const list = this.onHost[from]!;
      const last = list.pop()!;
      const slot = this.#slot[machine]!;
      if (last !== machine) {
        list[slot] = last;
        this.#slot[last] = slot;
      }
      this.#weigh(machine, from, -1, initial[machine] === from);
    }
    if (to >= 0) {
      const list = this.onHost[to]!;
      this.#slot[machine] = list.length;
      list.push(machine);
      this.#weigh(machine, to, 1, initial[machine] === to);
    }
    this.at[machine] = to;
    const home = initial[machine]!;
    this.#markAway(machine, to >= 0 && home >= 0 && to !== home);
  }

  #markAway(machine: number, away: boolean): void {
    const slot = this.#awaySlot[machine]!;
    if (slot >= 0 === away) return;
    if (away) {
      this.#awaySlot[machine] = this.awayCount;
      this.away[this.awayCount++] = machine;
      return;
    }
    const last = this.away[--this.awayCount]!;
    this.away[slot] = last;
    this.#awaySlot[last] = slot;
    this.#awaySlot[machine] = -1;
  }

  #weigh(machine: number, host: number, sign: number, home: boolean): void {
    const { resources, demand, transient } = this.model;
    let field = host * resources * fields;
    for (let r = 0; r < resources; r += 1) {
      const amount = sign * demand[machine * resources + r]!;
      this.#row[field + load]! += amount;
      if (!home || transient[r] === 0) this.#row[field + claim]! += amount;
      field += fields;
    }
  }

  #fillHosts(): void {
    const { hosts, machines, resources, capacity, safety, demand, transient, initial } = this.model;
    for (let at = 0; at < hosts * resources; at += 1) {
      this.#row[at * fields + room] = capacity[at]!;
      this.#row[at * fields + safe] = safety[at]!;
    }
    // What is transient is held at home from the start, wherever the machine is put.
    for (let machine = 0; machine < machines; machine += 1) {
      const home = initial[machine]!;
      if (home < 0) continue;
      for (let r = 0; r < resources; r += 1) {
        if (transient[r] === 0) continue;
        this.#row[(home * resources + r) * fields + claim]! += demand[machine * resources + r]!;
      }
    }
    // An empty host costs too where room of one kind without another is priced.
    for (let host = 0; host < hosts; host += 1) this.#recost(host);
  }
}
