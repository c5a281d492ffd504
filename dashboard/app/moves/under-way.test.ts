import type { OperationView } from "@novacron/protocol/http/operations";
import { describe, expect, it } from "vitest";
import { leftMs } from "./under-way.ts";

const forecast = { durationMs: { p5: 5_000, p50: 10_000, p95: 20_000 } };
const operation = (progress: object | null, over: object = {}): OperationView =>
  ({ startedAt: 1_000, migration: { forecast, progress, ...over } }) as unknown as OperationView;

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
