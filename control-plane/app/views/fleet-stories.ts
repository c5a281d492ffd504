import type { HostId, MachineId, OperationId } from "@novacron/protocol/domain/ids";
import { hasEnded, type Operation, operationStates } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { rangeRoute, topRoute } from "@novacron/protocol/http/metrics";
import type { listOperationsRoute, OperationView } from "@novacron/protocol/http/operations";
import type { asOfRoute, listRecordRoute, RecordEntry } from "@novacron/protocol/http/record";
import type { AnswerOf, QueryOf } from "@novacron/protocol/http/route";
import type { MetricStore } from "../../ports/metric-store.ts";
import type { StateStore } from "../../ports/state-store.ts";
import type { FleetState } from "../inventory/fleet-state.ts";
import type { Operations } from "../operations/operations.ts";
import { operationView } from "../operations/sentence.ts";
import { asOfItem } from "../record/as-of.ts";

export interface StoriesPorts {
  readonly state: StateStore;
  readonly metrics: MetricStore;
  readonly fleet: FleetState;
  readonly operations: Operations;
  readonly nameOf: (machine: MachineId) => string | null;
}

/** What the stores tell: operations, series, the record. `seen`: only of these machines; null: of all. */
export class FleetStories {
  readonly #ports: StoriesPorts;

  constructor(ports: StoriesPorts) {
    this.#ports = ports;
  }

  operationNow(id: OperationId): OperationView | null {
    const operation = this.#ports.operations.now(id);
    return operation === null ? null : operationView(operation);
  }

  async operations(
    query: QueryOf<typeof listOperationsRoute>,
    seen: readonly MachineId[] | null = null,
  ) {
    const { state, machine, host, limit, offset } = query;
    const states = statesOf(state);
    const found = await this.#ports.state.transaction((tx) =>
      tx.operations({
        limit,
        offset,
        ...(states === null ? {} : { states }),
        ...(machine === undefined ? {} : { machine }),
        ...(host === undefined ? {} : { host }),
        ...(seen === null ? {} : { machines: seen }),
      }),
    );
    const items = found.items.map((one) => this.operationNow(one.id) ?? operationView(one));
    return { items, total: found.total };
  }

  async operation(id: OperationId): Promise<OperationView> {
    const known = this.operationNow(id);
    if (known !== null) return known;
    const stored = await this.#ports.state.transaction((tx) => tx.operation(id));
    if (stored === null) throw new NovaError("NOT_FOUND", `find operation ${id}`);
    return operationView(stored);
  }

  range(query: QueryOf<typeof rangeRoute>): Promise<AnswerOf<typeof rangeRoute>> {
    const { target, machine, host, device, fields, from, to, points } = query;
    const asked = this.#ports.metrics.range({
      target,
      fields,
      fromMs: from,
      toMs: to,
      points,
      ...(machine === undefined ? {} : { machine }),
      ...(host === undefined ? {} : { host }),
      ...(device === undefined ? {} : { device }),
    });
    return asked.then(({ stepMs, series }) => ({ stepMs, series: [...series] }));
  }

  async top(query: QueryOf<typeof topRoute>): Promise<AnswerOf<typeof topRoute>> {
    const { target, field, from, to, limit } = query;
    const rows = await this.#ports.metrics.top({ target, field, fromMs: from, toMs: to, limit });
    const nameOf = (id: string): string =>
      target === "host"
        ? (this.#ports.fleet.hosts.get(id as HostId)?.name ?? id)
        : (this.#ports.nameOf(id as MachineId) ?? id);
    return { items: rows.map((row) => ({ ...row, name: nameOf(row.id) })) };
  }

  record(
    query: QueryOf<typeof listRecordRoute>,
    seen: readonly MachineId[] | null = null,
  ): Promise<readonly RecordEntry[]> {
    const { machine, host, kind, actor, severity, from, to, before, limit } = query;
    return this.#ports.state.transaction((tx) =>
      tx.record({
        limit,
        ...(machine === undefined ? {} : { machine }),
        ...(host === undefined ? {} : { host }),
        ...(kind === undefined ? {} : { kind }),
        ...(actor === undefined ? {} : { actor }),
        ...(severity === undefined ? {} : { severity }),
        ...(from === undefined ? {} : { fromMs: from }),
        ...(to === undefined ? {} : { toMs: to }),
        ...(before === undefined ? {} : { beforeId: before }),
        ...(seen === null ? {} : { machines: seen }),
      }),
    );
  }

  async asOf({ at, machine }: QueryOf<typeof asOfRoute>): Promise<AnswerOf<typeof asOfRoute>> {
    const entries = await this.#ports.state.transaction((tx) => tx.statesAsOf(at, machine));
    return { at, items: entries.flatMap((entry) => asOfItem(entry) ?? []) };
  }
}

function statesOf(
  asked: QueryOf<typeof listOperationsRoute>["state"],
): readonly Operation["state"][] | null {
  if (asked === undefined) return null;
  if (asked === "open") return operationStates.filter((state) => !hasEnded(state));
  if (asked === "ended") return operationStates.filter((state) => hasEnded(state));
  return [asked];
}
