import type { MoveFacts } from "@novacron/protocol/domain/migration-obstacles";

/**
 * Free share of the target's memory were the machine started there. A machine that is off has no place in the planner's
 * rank, since it is no load; somebody moves it in order to start it.
 */
export function roomFor({ target, report }: MoveFacts): number {
  if (target === null || target.inventory.memoryBytes === 0) return 0;
  const { committed, reserved, inventory } = target;
  const taken = committed.memoryBytes + reserved.memoryBytes + report.memoryMaxBytes;
  return Math.max(0, 1 - taken / inventory.memoryBytes);
}
