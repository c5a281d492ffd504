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

/** Of the file system of a folder: what the agent may still write, without what is root's alone. */
export function roomAt(folder: string): SampleOf<"host"> {
  try {
    const { bsize, blocks, bavail } = statfsSync(folder);
    return { agentDiskTotalBytes: blocks * bsize, agentDiskAvailableBytes: bavail * bsize };
  } catch {
    return { agentDiskTotalBytes: null, agentDiskAvailableBytes: null };
  }
}
