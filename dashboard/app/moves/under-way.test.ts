import type { OperationView } from "@novacron/protocol/http/operations";
import { describe, expect, it } from "vitest";
import { inOrder, leftMs, waitsItsTurn } from "./under-way.ts";

const forecast = { durationMs: { p5: 5_000, p50: 10_000, p95: 20_000 } };
const operation = (progress: object | null, over: object = {}): OperationView =>
  ({ startedAt: 1_000, migration: { forecast, progress, ...over } }) as unknown as OperationView;

describe("what is under way", () => {
  const one = (id: string, phase: string | null, requestedAt: number, state = "pending") =>
    ({
      id,
      state,
      requestedAt,
      ...(phase === null ? {} : { migration: { phase } }),
    }) as unknown as OperationView;

  it("stands before what waits for its turn, and that before what waits for its time", () => {
    const all = [
      one("later", "scheduled", 9),
      one("waits", "planned", 8),
      one("waits longer", "planned", 3),
      one("moves", "moving", 2, "running"),
      one("starts", null, 5),
    ];
    const ids = inOrder(all).map(({ id }) => id);
    expect(ids).toEqual(["starts", "moves", "waits", "waits longer", "later"]);
    expect(all.filter(waitsItsTurn).map(({ id }) => id)).toEqual(["waits", "waits longer"]);
    expect(waitsItsTurn(one("gone", "planned", 1, "cancelled"))).toBe(false);
  });
});

describe("what is left of a move", () => {
  it("is what remains by what it gains on the guest", () => {
    const progress = {
      memoryRemainingBytes: 300,
      diskRemainingBytes: null,
      bytesPerSecond: 150,
      dirtyBytesPerSecond: 50,
    };
    expect(leftMs(operation(progress), 2_000)).toBe(3_000);
  });

  it("is the forecast's rest where the guest writes as fast as the link, or nothing flows", () => {
    const stuck = {
      memoryRemainingBytes: 300,
      diskRemainingBytes: null,
      bytesPerSecond: 50,
      dirtyBytesPerSecond: 50,
    };
    expect(leftMs(operation(stuck), 4_000)).toBe(7_000);
    expect(leftMs(operation(null), 4_000)).toBe(7_000);
    expect(leftMs(operation(null), 60_000)).toBeNull();
  });

  it("is not known for other operations and without a forecast", () => {
    expect(leftMs({ startedAt: 1 } as unknown as OperationView, 2)).toBeNull();
    expect(leftMs(operation(null, { forecast: null }), 2_000)).toBeNull();
  });
});
