import type { MachineId } from "@novacron/protocol/domain/ids";
import { expect, it } from "vitest";
import { Reboots } from "./reboots.ts";

const web = "6695eb01-f6a4-8304-79aa-97f2502e193f" as MachineId;
const db = "7695eb01-f6a4-8304-79aa-97f2502e193f" as MachineId;

it("tells a reboot once, however often the reset line was pulled for it", () => {
  const reboots = new Reboots();
  const times = [0, 100, 1_500, 3_000, 9_000];
  expect(times.map((at) => reboots.isNews(web, [], at))).toEqual([true, false, false, false, true]);
  expect(reboots.isNews(db, [], 9_000)).toBe(true);
});

it("leaves out the one that an operation asked for", () => {
  const reboots = new Reboots();
  const holder = (untilMs: number | null) =>
    [{ kind: "machine.reboot", operation: null, untilMs }] as const;
  expect(reboots.isNews(web, holder(null), 0)).toBe(false);
  expect(reboots.isNews(web, holder(6_000), 5_000)).toBe(false);
  expect(reboots.isNews(web, holder(6_000), 10_000)).toBe(true);
});
