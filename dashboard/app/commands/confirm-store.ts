import type { MachineAction } from "@novacron/protocol/domain/machine-can";
import type { OperationParams } from "@novacron/protocol/domain/operation";
import type { MachineRow } from "@novacron/protocol/http/machines";
import { ask } from "./ask.ts";

/** What a person is asked to confirm; one machine, or a plan over many. */
export interface Pending {
  readonly kind: MachineAction;
  readonly machines: readonly MachineRow[];
  readonly plan: boolean;
}

let pending: Pending | null = null;
const listeners = new Set<() => void>();

export const confirmStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  get: () => pending,
};

/** These just happen: nothing is lost by them, and each can be undone by its opposite. */
const harmless: ReadonlySet<MachineAction> = new Set([
  "machine.start",
  "machine.resume",
  "machine.autostart",
]);
/** These destroy something, so the name must be typed. */
export const destructive: ReadonlySet<MachineAction> = new Set([
  "machine.force-off",
  "machine.delete-demo",
]);

/** Starts an action on one machine: at once where it is harmless, else after a question. */
export function act(kind: MachineAction, machine: MachineRow, params?: OperationParams): void {
  if (harmless.has(kind)) void ask(kind, machine, params === undefined ? {} : { params });
  else set({ kind, machines: [machine], plan: false });
}

/** Shows what would happen to each of many machines before anything does. */
export function planMany(kind: MachineAction, machines: readonly MachineRow[]): void {
  set({ kind, machines, plan: true });
}

export function closeConfirm(): void {
  set(null);
}

function set(now: Pending | null): void {
  pending = now;
  for (const listener of listeners) listener();
}
