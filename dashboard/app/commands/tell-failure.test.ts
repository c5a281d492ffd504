import type { OperationView } from "@novacron/protocol/http/operations";
import { afterEach, expect, it, vi } from "vitest";
import { Collection } from "../live/collection.ts";
import { tellFailure } from "./tell-failure.ts";

const operation = (over: object): OperationView =>
  ({
    id: "one",
    state: "running",
    sentence: "anna is starting web-3",
    problem: null,
    ...over,
  }) as unknown as OperationView;

const failed = operation({
  state: "failed",
  sentence: "anna tried to start web-3: failed",
  problem: { message: "start web-3: no such file", next: "Look at the disk" },
});

afterEach(() => void vi.useRealTimers());

it("says once that what was asked for failed, with reason and next step", () => {
  vi.useFakeTimers();
  const operations = new Collection<OperationView>(({ id }) => id);
  const told: unknown[] = [];
  operations.upsert([operation({})]);
  tellFailure("one", operations, (message) => told.push(message));
  vi.runAllTimers();
  expect(told).toEqual([]);
  operations.upsert([failed]);
  vi.runAllTimers();
  operations.upsert([{ ...failed }]);
  vi.runAllTimers();
  expect(told).toEqual([
    {
      tone: "bad",
      text: "anna tried to start web-3: failed.",
      more: "start web-3: no such file. Look at the disk.",
    },
  ]);
});

it("is silent about what ended well, or was cancelled", () => {
  for (const state of ["succeeded", "cancelled"]) {
    const operations = new Collection<OperationView>(({ id }) => id);
    operations.upsert([operation({ state })]);
    const told: unknown[] = [];
    tellFailure("one", operations, (message) => told.push(message));
    expect(told).toEqual([]);
  }
});
