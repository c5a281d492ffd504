import type { MachineId } from "@novacron/protocol/domain/ids";
import type { MachineWindow, Pair, Timed } from "../ports/collector.ts";
import type { HostFacts, ProcessReading } from "../ports/host-facts.ts";
import type { BulkReading, MachineCounters } from "../ports/hypervisor.ts";

interface Known {
  pid: number | null;
  name: string;
  bulkBefore: Timed<MachineCounters> | null;
  bulkNow: Timed<MachineCounters> | null;
  /** True until the newest bulk figures have gone out. */
  fresh: boolean;
  processBefore: Timed<ProcessReading> | null;
  processNow: Timed<ProcessReading> | null;
}

export interface MachineFigures extends MachineWindow {
  readonly id: MachineId;
}

/**
 * The last two readings of each running machine. The process figures go on by pid while the bulk call hangs or
 * libvirt is away; the bulk figures of a late answer go out with the next tick, over their own time.
 */
export class Readings {
  readonly #machines = new Map<MachineId, Known>();

  bulk(reading: BulkReading, atMs: number): void {
    const seen = new Set<MachineId>();
    for (const counters of reading.machines) {
      if (!counters.running) continue;
      seen.add(counters.id);
      const known = this.#machines.get(counters.id) ?? unknown();
      if (counters.pid !== known.pid && known.pid !== null) {
        // Another process: its counters began anew.
        Object.assign(known, unknown());
      }
      known.pid = counters.pid;
      known.name = counters.name;
      known.bulkBefore = known.bulkNow;
      known.bulkNow = { atMs, value: counters };
      known.fresh = true;
      this.#machines.set(counters.id, known);
    }
    const skipped = new Set(reading.skipped.map((machine) => machine.id));
    for (const id of this.#machines.keys()) {
      if (!seen.has(id) && !skipped.has(id)) this.#machines.delete(id);
    }
  }

  /** Reads the processes of all machines known to run. */
  processes(facts: HostFacts, atMs: number): void {
    for (const known of this.#machines.values()) {
      if (known.pid === null) continue;
      const value = facts.process(known.pid);
      known.processBefore = known.processNow;
      known.processNow = value === null ? null : { atMs, value };
    }
  }

  /** A machine stopped: its pid may soon be another's. */
  stopped(id: MachineId): void {
    this.#machines.delete(id);
  }

  /** What goes out in this tick. Machines of which nothing new is known are left out. */
  take(nowMs: number, nowS: number): MachineFigures[] {
    const figures: MachineFigures[] = [];
    for (const [id, known] of this.#machines) {
      const bulk = known.fresh ? pair(known.bulkBefore, known.bulkNow) : null;
      known.fresh = false;
      const isNow = known.processNow !== null && known.processNow.atMs === nowMs;
      const own = isNow ? pair(known.processBefore, known.processNow) : null;
      if (bulk !== null || own !== null) figures.push({ id, bulk, process: own, nowS });
    }
    return figures;
  }
}

function pair<T>(before: Timed<T> | null, now: Timed<T> | null): Pair<T> | null {
  return now === null ? null : { before, now };
}

function unknown(): Known {
  return {
    pid: null,
    name: "",
    bulkBefore: null,
    bulkNow: null,
    fresh: false,
    processBefore: null,
    processNow: null,
  };
}
