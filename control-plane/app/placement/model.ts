/**
 * The placement problem in flat arrays: what a search reads millions of times a second. Hosts, machines,
 * resources and groups are numbers from 0; `-1` stands for nowhere. Values are in whatever unit the caller
 * has, as long as demand, capacity and safety capacity of a resource share it.
 */
export interface PlacementModel {
  readonly hosts: number;
  readonly machines: number;
  readonly resources: number;
  /** [host * resources + resource]: never exceeded. */
  readonly capacity: Float64Array;
  /** [host * resources + resource]: load above it costs `loadWeight` for each unit. */
  readonly safety: Float64Array;
  readonly loadWeight: Float64Array;
  /**
   * 1 where a machine that moves holds the resource on both hosts until the whole plan has ended (such as
   * disk space); 0 where it is free at the source once the machine has left.
   */
  readonly transient: Uint8Array;
  readonly balances: readonly Balance[];
  /** [machine * resources + resource], and one row of zeros at the end for "no machine". */
  readonly demand: Float64Array;
  /** Host of each machine now, and -1 at the end for "no machine". */
  readonly initial: Int32Array;
  /** [host]: hosts that fail together (a rack, a room). */
  readonly location: Int32Array;
  readonly locations: number;
  /** [host]: hosts that are near to one another, for dependencies between groups. */
  readonly zone: Int32Array;
  readonly zones: number;
  readonly groups: GroupTable;
  /** [machine]: cost of taking it away from where it is. */
  readonly moveCost: Float64Array;
  /** [source * hosts + target]: cost of the way, or null where all ways cost the same. */
  readonly wayCost: Float64Array | Int32Array | null;
  /** Times the largest number of moved machines in any one group. */
  readonly groupMoveWeight: number;
  /** [machine]: row of `allowed`, or -1 where every host will do. */
  readonly allowedRow: Int32Array;
  /** Each row: [host] 1 where the machine may be. */
  readonly allowed: readonly Uint8Array[];
  /** [machine]: row of `preference`, or -1. */
  readonly preferenceRow: Int32Array;
  /** Each row: [host] cost of being there; what soft rules between machine and host come to. */
  readonly preference: readonly Float64Array[];
  /** [host]: cost of being used at all; 0 where nobody saves power. */
  readonly hostUseCost: Float64Array | null;
}

/** Costs `weight * max(0, target * free(first) - free(second))` on each host: room that nobody can use. */
export interface Balance {
  readonly first: number;
  readonly second: number;
  readonly target: number;
  readonly weight: number;
}

/** Machines that have to do with one another. A list is cut out of a flat array by its starts. */
export interface GroupTable {
  readonly count: number;
  readonly memberStart: Int32Array;
  readonly members: Int32Array;
  readonly ofMachineStart: Int32Array;
  readonly ofMachine: Int32Array;
  /** [group]: most members on one host; 0 for no limit. */
  readonly perHost: Int32Array;
  /** [group]: fewest different locations its members stand in. */
  readonly spreadMin: Int32Array;
  /** Groups each of which must have a member in every zone where this group has one. */
  readonly needsStart: Int32Array;
  readonly needs: Int32Array;
  readonly neededByStart: Int32Array;
  readonly neededBy: Int32Array;
  /** [group]: cost of each pair of members on one host. */
  readonly apartWeight: Float64Array;
  /** [group]: cost of each host beyond the first that its members are on. */
  readonly togetherWeight: Float64Array;
  /** [group]: 1 where all members must share a host; a search moves such a bundle as one machine. */
  readonly bundle: Uint8Array;
  readonly soft: boolean;
}

/** Rows of numbers laid end to end, with the start of each. */
export function flatten(lists: readonly (readonly number[])[]): [Int32Array, Int32Array] {
  const start = new Int32Array(lists.length + 1);
  lists.forEach((list, index) => {
    start[index + 1] = start[index]! + list.length;
  });
  const flat = new Int32Array(start[lists.length]!);
  lists.forEach((list, index) => {
    flat.set(list, start[index]!);
  });
  return [start, flat];
}

export interface GroupSpec {
  readonly members: readonly number[];
  readonly perHost?: number;
  readonly spreadMin?: number;
  readonly needs?: readonly number[];
  readonly apartWeight?: number;
  readonly togetherWeight?: number;
  readonly bundle?: boolean;
}

export function groupTable(groups: readonly GroupSpec[], machines: number): GroupTable {
  const ofMachine: number[][] = Array.from({ length: machines + 1 }, () => []);
  const neededBy: number[][] = groups.map(() => []);
  groups.forEach(({ members, needs }, group) => {
    for (const machine of members) ofMachine[machine]!.push(group);
    for (const other of needs ?? []) neededBy[other]!.push(group);
  });
  const [memberStart, members] = flatten(groups.map((group) => group.members));
  const [ofMachineStart, ofMachineFlat] = flatten(ofMachine);
  const [needsStart, needs] = flatten(groups.map((group) => group.needs ?? []));
  const [neededByStart, neededByFlat] = flatten(neededBy);
  return {
    count: groups.length,
    memberStart,
    members,
    ofMachineStart,
    ofMachine: ofMachineFlat,
    perHost: Int32Array.from(groups, (group) => group.perHost ?? 0),
    spreadMin: Int32Array.from(groups, (group) => group.spreadMin ?? 0),
    needsStart,
    needs,
    neededByStart,
    neededBy: neededByFlat,
    apartWeight: Float64Array.from(groups, (group) => group.apartWeight ?? 0),
    togetherWeight: Float64Array.from(groups, (group) => group.togetherWeight ?? 0),
    bundle: Uint8Array.from(groups, (group) => (group.bundle === true ? 1 : 0)),
    soft: groups.some((group) => (group.apartWeight ?? 0) + (group.togetherWeight ?? 0) > 0),
  };
}
