import type { StoredBatch } from "@novacron/protocol/messages/batch";
import { describe, expect, it } from "vitest";
import { bootNumber, hostNumber, machineNumber } from "../../kit/fleet.ts";
import { LatestValues } from "./latest-values.ts";

const web = machineNumber(1);

function sampleAt(at: number, memory: number | null): StoredBatch {
  const columns = [
    "machine",
    "cpuUsed",
    "memoryUsedBytes",
    "memorySource",
    "diskReadBytesPerSecond",
  ];
  const bulk = memory === null ? [null, null, null] : [memory, 1, 512];
  const rows = [[web, 0.5, ...bulk]];
  const key = { v: 1, host: hostNumber(1), boot: bootNumber(1), seq: 1, floor: 0 } as const;
  return { ...key, at, samples: [{ target: "machine", columns, rows }], events: [] };
}

describe("the newest figures of a machine", () => {
  it("hold what the bulk call said until the next, and not longer than half a minute", () => {
    const latest = new LatestValues(() => true);
    latest.take(sampleAt(1_000_000, 4_096));
    latest.take(sampleAt(1_001_000, null));
    expect(latest.figures(web)).toMatchObject({
      cpuUsed: 0.5,
      memoryUsedBytes: 4_096,
      memorySource: "guest",
      diskBytesPerSecond: 512,
      sampledAt: 1_001_000,
    });
    expect(latest.machine(web)).toMatchObject({
      at: 1_001_000,
      values: { cpuUsed: 0.5, memoryUsedBytes: 4_096, diskReadBytesPerSecond: 512 },
    });
    latest.take(sampleAt(1_031_000, null));
    expect(latest.figures(web)).toMatchObject({ memoryUsedBytes: null, memorySource: "none" });
    latest.take(sampleAt(1_032_000, 8_192));
    expect(latest.figures(web)?.memoryUsedBytes).toBe(8_192);
  });

  it("are nothing of a machine that is forgotten", () => {
    const latest = new LatestValues(() => true);
    latest.take(sampleAt(1_000_000, 4_096));
    latest.forgetMachine(web);
    latest.take(sampleAt(1_001_000, null));
    expect(latest.figures(web)?.memoryUsedBytes).toBeNull();
  });
});
