import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { Maintenance } from "@novacron/protocol/domain/maintenance";
import type { RecordedMove } from "@novacron/protocol/domain/migration-forecast";
import type { MovePolicy } from "@novacron/protocol/domain/move-policy";
import type { MoveRow, MoveTables } from "../../ports/move-tables.ts";
import type { MemoryTables } from "./memory-tables.ts";

interface Policy {
  readonly machine: MachineId;
  readonly policy: MovePolicy;
}

export class MemoryMoveTables implements MoveTables {
  readonly #tables: MemoryTables;

  constructor(tables: MemoryTables) {
    this.#tables = tables;
  }

  async open(): Promise<readonly MoveRow[]> {
    const rows = this.#tables.rows<MoveRow>("moves");
    return [...rows].sort((a, b) => (a.operation < b.operation ? -1 : 1));
  }

  async put(row: MoveRow): Promise<void> {
    this.#tables.put("moves", row.operation, row);
  }

  async drop(operation: OperationId): Promise<void> {
    this.#tables.delete("moves", operation);
  }

  async record(move: RecordedMove, kept: number): Promise<void> {
    this.#tables.put("recordedMoves", move.operation, move);
    for (const old of this.#newestFirst().slice(kept)) {
      this.#tables.delete("recordedMoves", old.operation);
    }
  }

  async recorded({ machine, machines, limit, offset }: Parameters<MoveTables["recorded"]>[0]) {
    const found = this.#newestFirst().filter(
      ({ subject }) =>
        (machine === undefined || subject.machine === machine) &&
        (machines === undefined || machines.includes(subject.machine)),
    );
    return { items: found.slice(offset, offset + limit), total: found.length };
  }

  async policies(): Promise<readonly Policy[]> {
    const rows = this.#tables.rows<Policy>("movePolicies");
    return [...rows].sort((a, b) => (a.machine < b.machine ? -1 : 1));
  }

  async putPolicy(machine: MachineId, policy: MovePolicy): Promise<void> {
    this.#tables.put("movePolicies", machine, { machine, policy });
  }

  async deletePolicy(machine: MachineId): Promise<void> {
    this.#tables.delete("movePolicies", machine);
  }

  async putMaintenance(one: Maintenance): Promise<void> {
    this.#tables.put("maintenance", one.id, one);
  }

  async openMaintenance(): Promise<readonly Maintenance[]> {
    return this.#maintenance()
      .filter(({ endedAt }) => endedAt === null)
      .reverse();
  }

  async maintenance(id: OperationId): Promise<Maintenance | null> {
    return this.#tables.get<Maintenance>("maintenance", id);
  }

  async listMaintenance({ limit, offset }: { readonly limit: number; readonly offset: number }) {
    const all = this.#maintenance();
    return { items: all.slice(offset, offset + limit), total: all.length };
  }

  #newestFirst(): RecordedMove[] {
    const rows = [...this.#tables.rows<RecordedMove>("recordedMoves")];
    return rows.sort((a, b) => b.endedAt - a.endedAt || (a.operation < b.operation ? 1 : -1));
  }

  #maintenance(): Maintenance[] {
    const rows = [...this.#tables.rows<Maintenance>("maintenance")];
    return rows.sort((a, b) => b.requestedAt - a.requestedAt || (a.id < b.id ? 1 : -1));
  }
}
