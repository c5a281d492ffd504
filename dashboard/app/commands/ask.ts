import type { OperationKind, OperationParams } from "@novacron/protocol/domain/operation";
import { NovaError } from "@novacron/protocol/errors/nova-error";
import type { OperationView, RequestOperation } from "@novacron/protocol/http/operations";
import { call } from "../api/call.ts";
import { operations } from "../live/fleet-store.ts";
import { t } from "../text/en.ts";
import { toast } from "../ui/toast-store.ts";
import { reasonOf } from "../util/reason.ts";
import { tellFailure } from "./tell-failure.ts";

export interface Target {
  readonly id: string;
  readonly name: string;
}
export interface Asked {
  readonly id: string;
  readonly kind: OperationKind;
  readonly machine: string;
}

/** What was pressed and has no answer yet, by machine and kind. */
let asked: ReadonlyMap<string, Asked> = new Map();
const listeners = new Set<() => void>();

export const askedStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  },
  get: () => asked,
};

export const askedKey = (kind: OperationKind, machine: string): string => `${kind} ${machine}`;

/**
 * Asks for an operation. Its id is made here, so that a click that is sent twice is one operation; a second
 * click before the first has its answer is not sent at all.
 */
export async function ask(
  kind: OperationKind,
  target: Target,
  more: { params?: OperationParams; host?: string } = {},
): Promise<OperationView | null> {
  const key = askedKey(kind, target.id);
  if (asked.has(key)) return null;
  const id = crypto.randomUUID();
  setAsked(new Map(asked).set(key, { id, kind, machine: target.id }));
  const body = { id, kind, machine: target.id, params: more.params ?? {}, host: more.host };
  try {
    const operation = await call("requestOperation", { body: body as RequestOperation });
    operations.upsert([operation]);
    tellFailure(operation.id, operations, toast);
    return operation;
  } catch (error) {
    report(kind, target, error);
    return null;
  } finally {
    const rest = new Map(asked);
    rest.delete(key);
    setAsked(rest);
  }
}

export async function cancel(operation: OperationView): Promise<void> {
  try {
    const answer = await call("cancelOperation", { params: { operation: operation.id } });
    operations.upsert([answer]);
  } catch (error) {
    toast({ tone: "bad", ...wordsOf(error) });
  }
}

function report(kind: OperationKind, target: Target, error: unknown): void {
  const text = t.ask.failed(t.actions[kind], target.name);
  const { text: reason, more } = wordsOf(error);
  toast({ tone: "bad", text, more: `${reason} ${more}` });
}

/** A refusal in words: every obstacle where there are some, and what to do next. */
export function wordsOf(error: unknown): { text: string; more: string } {
  if (!(error instanceof NovaError)) return { text: String(error), more: "" };
  const { obstacles } = error.details;
  const reason = Array.isArray(obstacles) ? obstacles.join(". ") : reasonOf(error);
  return { text: `${reason}.`, more: `${error.next} (${error.code})` };
}

function setAsked(now: ReadonlyMap<string, Asked>): void {
  asked = now;
  for (const listener of listeners) listener();
}
