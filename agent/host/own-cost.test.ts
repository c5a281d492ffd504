import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { KeptRoom, roomAt } from "./own-cost.ts";

it("asks for the room of the file system every 15 s, whatever the tick", () => {
  let free = 100;
  const room = new KeptRoom(() => ({ agentDiskAvailableBytes: free-- }));
  const seen = [0, 1_000, 14_999, 15_000, 16_000, 30_000].map((at) => room.at(at));
  expect(seen.map((one) => one.agentDiskAvailableBytes)).toEqual([100, 100, 100, 99, 99, 98]);
});

it("knows the room of a folder, and nothing of one that is not there", () => {
  const { agentDiskTotalBytes: total, agentDiskAvailableBytes: available } = roomAt(tmpdir());
  expect(total).toBeGreaterThan(0);
  expect(available).toBeLessThanOrEqual(total ?? 0);
  const nothing = { agentDiskTotalBytes: null, agentDiskAvailableBytes: null };
  expect(roomAt("/nowhere")).toEqual(nothing);
});
