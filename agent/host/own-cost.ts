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
