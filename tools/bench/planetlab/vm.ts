import { type VmType, vmTypes } from "./hardware.ts";
import { intervalSeconds, loadAt, type Trace } from "./trace.ts";

/** How many samples a machine remembers. */
export const historyLength = 30;

export interface Vm {
  readonly id: number;
  readonly type: VmType;
  readonly samples: Float64Array;
  /** Loads of past steps, the latest first. */
  readonly history: number[];
  /** What it asks for now, in MIPS. */
  asked: number;
  /** Host it runs on; -1 once it has gone. */
  host: number;
  /** On its way to another host. */
  migrating: boolean;
  readonly totals: VmTotals;
}

/** MIPS seconds of one machine, and what it had at the last look. */
export interface VmTotals {
  asked: number;
  lackedInMigration: number;
  lastAt: number;
  lastGot: number;
  lastAsked: number;
  lastMigrating: boolean;
}

/** The first quarter of the machines is of the first size, and so on. */
export function vmsOf(trace: Trace): Vm[] {
  const perType = Math.ceil(trace.length / vmTypes.length);
  return trace.map((samples, id) => ({
    id,
    type: vmTypes[Math.floor(id / perType)]!,
    samples,
    history: [],
    asked: 0,
    host: -1,
    migrating: false,
    totals: {
      asked: 0,
      lackedInMigration: 0,
      lastAt: -1,
      lastGot: 0,
      lastAsked: 0,
      lastMigrating: false,
    },
  }));
}

export function advance(vm: Vm, now: number, firstStepAt: number): void {
  const load = loadAt(vm.samples, now);
  vm.asked = load * vm.type.mips;
  if (now > firstStepAt && (now - firstStepAt) % intervalSeconds === 0) {
    vm.history.unshift(load);
    if (vm.history.length > historyLength) vm.history.pop();
  }
}

/** What it got since the last look counts as what it got then; a second look at one moment corrects. */
export function count(vm: Vm, now: number, got: number, migrating: boolean): void {
  const { totals } = vm;
  if (totals.lastAt >= 0 && now > totals.lastAt) {
    const seconds = now - totals.lastAt;
    totals.asked += totals.lastAsked * seconds;
    if (totals.lastGot < totals.lastAsked && totals.lastMigrating) {
      totals.lackedInMigration += (totals.lastAsked - totals.lastGot) * seconds;
    }
  }
  totals.lastAt = now;
  totals.lastGot = got;
  totals.lastAsked = vm.asked;
  totals.lastMigrating = migrating;
}
