import { expect, test } from "vitest";
import { expectWhole } from "./testing/expect-whole.ts";
import { failed, Saga } from "./testing/saga.ts";

test.each([
  ["ran", true],
  ["never ran", false],
])("a target whose libvirtd took the copy away tells that it %s", (_, ran) => {
  const saga = new Saga();
  const stands = { ...saga.world.here!, state: "paused" as const };
  const left = { ...stands, state: "shutoff" as const, reason: "daemon" };
  saga.instead.set("perform", [
    () => {
      saga.world.here = stands;
      saga.world.there = left;
      return failed("MIGRATION_UNCLEAR");
    },
  ]);
  if (ran) saga.instead.set("abandon", [() => failed("MIGRATION_ARRIVED")]);
  saga.run();
  expect(saga.sent).toContain("abandon");
  const moved = { state: "succeeded", outcome: "moved" };
  const undone = { state: "failed", outcome: "not-moved", undo: "done" };
  expect(saga.outcome).toMatchObject(ran ? moved : undone);
  expect([saga.world.here?.state, saga.world.there?.state]).toEqual(
    ran ? [undefined, "shutoff"] : ["running", undefined],
  );
  expectWhole(saga);
});
