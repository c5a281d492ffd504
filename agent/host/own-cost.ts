import { statfsSync } from "node:fs";
import type { SampleOf } from "@novacron/protocol/metrics/targets";

/** What the agent itself costs its host. */
export interface OwnCost {
  /** CPU time so far, user and system, all threads. */
  readonly cpuMicroseconds: number;
  readonly residentBytes: number;
}

export function readOwnCost(): OwnCost {
  const { user, system } = process.cpuUsage();
  return { cpuMicroseconds: user + system, residentBytes: process.memoryUsage.rss() };
}

/** What is told of it has to hold for a minute (`protocol/domain/host-limits.ts`), so that it is not asked for at each tick. */
const roomEveryMs = 15_000;

/** The room of the agent's file system, as lately read: a network's file system may take its time to tell. */
export class KeptRoom {
  readonly #read: () => SampleOf<"host">;
  #kept: { readonly room: SampleOf<"host">; readonly atMs: number } | null = null;

  constructor(read: () => SampleOf<"host">) {
    this.#read = read;
  }

  at(nowMs: number): SampleOf<"host"> {
    if (this.#kept === null || nowMs - this.#kept.atMs >= roomEveryMs) {
      this.#kept = { room: this.#read(), atMs: nowMs };
    }
    return this.#kept.room;
  }
}

/** Of the file system of a folder: what the agent may still write, without what is root's alone. */
export function roomAt(folder: string): SampleOf<"host"> {
  try {
    const { bsize, blocks, bavail } = statfsSync(folder);
    return { agentDiskTotalBytes: blocks * bsize, agentDiskAvailableBytes: bavail * bsize };
  } catch {
    return { agentDiskTotalBytes: null, agentDiskAvailableBytes: null };
  }
}
