import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { Maintenance } from "@novacron/protocol/domain/maintenance";
import type { RecordedMove } from "@novacron/protocol/domain/migration-forecast";
import { expect, it } from "vitest";
import type { MoveRow } from "../move-tables.ts";
import type { StateStoreBench } from "../state-store.contract.ts";
import { uuid } from "./sample-batches.ts";

const operation = (n: number) => uuid(n) as OperationId;
const machine = (n: number) => uuid(n) as MachineId;
const rowOf = (n: number, at = -1) =>
  ({ operation: operation(n), machine: machine(7), at, hold: "moving" }) as MoveRow;
const moveOf = (n: number, endedAt: number, of = 7) =>
  ({ operation: operation(n), endedAt, subject: { machine: machine(of) } }) as RecordedMove;
const careOf = (n: number, endedAt: number | null) =>
  ({ id: operation(n), requestedAt: n, endedAt, hosts: [] }) as unknown as Maintenance;

export function keepsMoves(bench: StateStoreBench): void {
  it("keeps moves that are not over, over a kill", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.moves.put(rowOf(1));
      await tx.moves.put(rowOf(2));
      await tx.moves.put(rowOf(1, 3));
      await tx.moves.drop(operation(2));
    });
    const again = await bench.reopenAfterKill();
    expect(await again.transaction((tx) => tx.moves.open())).toEqual([rowOf(1, 3)]);
  });

  it("keeps the newest recorded moves, each once, newest first", async () => {
    const store = await bench.open();
    const found = await store.transaction(async (tx) => {
      for (const [n, endedAt] of [
        [1, 10],
        [2, 30],
        [3, 20],
        [2, 31],
        [4, 5],
      ] as const) {
        await tx.moves.record(moveOf(n, endedAt, n === 3 ? 8 : 7), 3);
      }
      return [
        await tx.moves.recorded({ limit: 2, offset: 0 }),
        await tx.moves.recorded({ limit: 9, offset: 2 }),
        await tx.moves.recorded({ machine: machine(8), limit: 9, offset: 0 }),
        await tx.moves.recorded({ machines: [machine(7)], limit: 9, offset: 0 }),
      ];
    });
    expect(found).toEqual([
      { items: [moveOf(2, 31), moveOf(3, 20, 8)], total: 3 },
      { items: [moveOf(1, 10)], total: 3 },
      { items: [moveOf(3, 20, 8)], total: 1 },
      { items: [moveOf(2, 31), moveOf(1, 10)], total: 2 },
    ]);
  });

  it("keeps policies of machines", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      await tx.moves.putPolicy(machine(1), { maxPauseMs: 100 });
      await tx.moves.putPolicy(machine(2), { postCopy: true });
      await tx.moves.putPolicy(machine(1), { maxPauseMs: 200 });
      await tx.moves.deletePolicy(machine(2));
    });
    const found = await store.transaction((tx) => tx.moves.policies());
    expect(found).toEqual([{ machine: machine(1), policy: { maxPauseMs: 200 } }]);
  });

  it("keeps maintenance, and knows what has not ended", async () => {
    const store = await bench.open();
    await store.transaction(async (tx) => {
      for (const n of [1, 2, 3]) await tx.moves.putMaintenance(careOf(n, null));
      await tx.moves.putMaintenance(careOf(2, 99));
    });
    const again = await bench.reopenAfterKill();
    const found = await again.transaction(async (tx) => [
      await tx.moves.openMaintenance(),
      await tx.moves.maintenance(operation(2)),
      await tx.moves.maintenance(operation(9)),
      await tx.moves.listMaintenance({ limit: 2, offset: 0 }),
    ]);
    expect(found).toEqual([
      [careOf(1, null), careOf(3, null)],
      careOf(2, 99),
      null,
      { items: [careOf(3, null), careOf(2, 99)], total: 3 },
    ]);
  });
}
