import fc from "fast-check";
import type { FuzzTarget } from "./target.ts";

export const fuzzLimits = {
  /** Of one input, in milliseconds of this thread's processor time: a thousand times what any should take. */
  inputMs: 2_000,
  /** By which the heap may have grown after a block, once garbage is collected. */
  heapBytes: 64 * 1024 * 1024,
} as const;

/** Inputs of one target under one seed; throws with the smallest input that breaks it. */
export function runBlock(target: FuzzTarget, seed: number, inputs: number): void {
  const before = heapBytes();
  fc.assert(
    fc.property(target.inputs, (input) => {
      const begun = process.cpuUsage();
      try {
        target.run(input);
      } catch (error) {
        if (!target.isRefusal(error)) throw error;
      }
      const { user, system } = process.cpuUsage(begun);
      const usedMs = (user + system) / 1_000;
      if (usedMs > fuzzLimits.inputMs) throw new Error(`${target.name} took ${usedMs} ms`);
      assertUnpolluted();
    }),
    { seed, numRuns: inputs },
  );
  const grown = heapBytes() - before;
  if (grown > fuzzLimits.heapBytes) throw new Error(`${target.name}: the heap grew by ${grown}`);
}

function assertUnpolluted(): void {
  if (({} as { polluted?: unknown }).polluted !== undefined) {
    throw new Error("every object has a member that came with an input");
  }
}

/** Zero where garbage cannot be collected by hand: growth would be a guess. */
function heapBytes(): number {
  if (globalThis.gc === undefined) return 0;
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}
