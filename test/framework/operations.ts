import { randomUUID } from "node:crypto";
import type { MachineId, OperationId } from "@novacron/protocol/domain/ids";
import type { MachineState } from "@novacron/protocol/domain/machine";
import {
  hasEnded,
  type OperationKind,
  type OperationParams,
} from "@novacron/protocol/domain/operation";
import type { MachineView } from "@novacron/protocol/http/machines";
import type { OperationView } from "@novacron/protocol/http/operations";
import type { RecordEntry, RecordKind } from "@novacron/protocol/http/record";
import type { StackUnderTest } from "./stack-under-test.ts";

export interface Wish {
  readonly kind: OperationKind;
  readonly machine: string;
  readonly params?: OperationParams;
  /** A new one by default. */
  readonly id?: OperationId;
}

export function newOperationId(): OperationId {
  return randomUUID() as OperationId;
}

/** Asks for an operation; rejects with what the API says where it is refused. */
export function ask(stack: StackUnderTest, wish: Wish): Promise<OperationView> {
  const { kind, params = {}, id = newOperationId() } = wish;
  const machine = wish.machine as MachineId;
  return stack.api.call("requestOperation", { body: { id, kind, machine, params } });
}

export function ended(
  stack: StackUnderTest,
  id: OperationId,
  limitMs = 120_000,
): Promise<OperationView> {
  return stack.until(
    `operation ${id} ends`,
    async () => {
      const view = await stack.api.call("showOperation", { params: { operation: id } });
      return hasEnded(view.state) && view;
    },
    limitMs,
  );
}

/** Asks for an operation and waits for its end. */
export async function act(stack: StackUnderTest, wish: Wish): Promise<OperationView> {
  return ended(stack, (await ask(stack, wish)).id);
}

/** The machine once it is in one of these states. */
export function inState(
  stack: StackUnderTest,
  machine: string,
  ...states: readonly MachineState[]
): Promise<MachineView> {
  return stack.until(
    `machine ${machine} is ${states.join(" or ")}`,
    async () => {
      const view = await stack.api.call("showMachine", { params: { machine } });
      return states.includes(view.state) && view;
    },
    60_000,
  );
}

/** The newest entry of the machine's timeline that satisfies the predicate, once there is one. */
export function recorded(
  stack: StackUnderTest,
  machine: string,
  is: { readonly kind: RecordKind; readonly where?: (entry: RecordEntry) => boolean },
): Promise<RecordEntry> {
  const query = { machine: machine as MachineId, kind: is.kind };
  return stack.until(
    `the record has such a ${is.kind} of ${machine}`,
    async () =>
      (await stack.api.call("listRecord", { query })).items.find(is.where ?? (() => true)),
    30_000,
  );
}
