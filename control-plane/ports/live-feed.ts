import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { PlanKind } from "@novacron/protocol/http/live";
import type { RecordEntry } from "@novacron/protocol/http/record";
import type { StoredBatch } from "@novacron/protocol/messages/batch";

/**
 * Where `app` says what changed. Calls never block and never fail: a feed that is slow conflates. The feed
 * asks the views for the present state when it sends, so an id is enough.
 */
export interface LiveFeed {
  machineChanged(id: MachineId): void;
  hostChanged(id: HostId): void;
  operationChanged(id: OperationId): void;
  planChanged(kind: PlanKind): void;
  recorded(entries: readonly RecordEntry[]): void;
  /** A batch that was stored: its samples go to those who watch them. */
  sampled(batch: StoredBatch): void;
}
