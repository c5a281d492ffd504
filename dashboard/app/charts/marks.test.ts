import type { RecordEntry } from "@novacron/protocol/http/record";
import { expect, it } from "vitest";
import { groupMarks, worstOf } from "./marks.ts";

const entry = (id: number, at: number, severity: RecordEntry["severity"] = "info") =>
  ({ id, at, severity, sentence: `entry ${id}` }) as RecordEntry;
const window = { from: 1_000, to: 2_000 };

it("makes one mark of entries that stand together and leaves out what is outside", () => {
  const all = [entry(4, 2_001), entry(3, 1_500), entry(2, 1_105), entry(1, 1_100), entry(0, 999)];
  const groups = groupMarks(all, window, 0.01);
  expect(groups.map((group) => group.entries.map((one) => one.id))).toEqual([[1, 2], [3]]);
  expect(groups[0]?.place).toBeCloseTo(0.1);
});

it("looks like the worst of its entries", () => {
  const [group] = groupMarks([entry(1, 1_100), entry(2, 1_101, "critical")], window, 0.1);
  expect(group && worstOf(group).id).toBe(2);
});
