import type { BootId, HostId, MachineId } from "@novacron/protocol/domain/ids";
import type { SampleBlock, StoredBatch } from "@novacron/protocol/messages/batch";
import type { MetricStore } from "../metric-store.ts";

/** A Monday, midnight UTC. */
export const startMs = Date.UTC(2026, 2, 2);
export const secondMs = 1_000;
export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

export const hostA = uuid(1) as HostId;
export const hostB = uuid(2) as HostId;
export const bootA = uuid(101) as BootId;
export const bootB = uuid(102) as BootId;

export function machine(n: number): MachineId {
  return uuid(1_000_000 + n) as MachineId;
}

export function uuid(n: number): string {
  return `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;
}

export interface BatchParts {
  readonly host?: HostId;
  readonly boot?: BootId;
  readonly seq: number;
  readonly at: number;
  readonly samples: SampleBlock[];
}

export function batchOf(parts: BatchParts): StoredBatch {
  const samples = parts.samples as StoredBatch["samples"];
  return { v: 1, host: hostA, boot: bootA, floor: 0, events: [], ...parts, samples };
}

/** A block of machines with the given values of `cpuUsed` and, where given, `memoryUsedBytes`. */
export function machineBlock(
  rows: readonly (readonly [MachineId, number | null, (number | null)?])[],
): SampleBlock {
  return {
    target: "machine",
    columns: ["machine", "cpuUsed", "memoryUsedBytes"],
    rows: rows.map(([id, cpu, memory]) => [id, cpu, memory ?? null]),
  };
}

export function hostBlock(load: number): SampleBlock {
  return { target: "host", columns: ["load1"], rows: [[load]] };
}

export interface Ticks {
  readonly fromMs: number;
  readonly count: number;
  readonly everyMs: number;
  readonly firstSeq?: number;
  readonly host?: HostId;
  readonly boot?: BootId;
  readonly value: (tick: number) => number | null;
}

/** Batches of one machine, one a tick. */
export function ticksOf(id: MachineId, ticks: Ticks): StoredBatch[] {
  return Array.from({ length: ticks.count }, (_, tick) =>
    batchOf({
      host: ticks.host ?? hostA,
      boot: ticks.boot ?? bootA,
      seq: (ticks.firstSeq ?? 1) + tick,
      at: ticks.fromMs + tick * ticks.everyMs,
      samples: [machineBlock([[id, ticks.value(tick)]])],
    }),
  );
}

/** Calls `maintain` until there is nothing left to do. */
export async function maintainAll(store: MetricStore, nowMs: number): Promise<number> {
  let dropped = 0;
  for (let calls = 0; calls < 10_000; calls += 1) {
    const done = await store.maintain(nowMs);
    dropped += done.dropped;
    if (done.rolledUp === 0 && done.dropped === 0) return dropped;
  }
  throw new Error("maintain never ends");
}
